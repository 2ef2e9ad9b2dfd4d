import type { ProvedChallenge } from "../../factors/proved-challenge.ts";
import { keepKnown } from "../../http/known-device.ts";
import { type Reply, seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { html, type Html } from "../../pages/html.ts";
import { deskFormToken } from "../pages/form-token.ts";
import { type HeldForm, heldWords, isAskedFile, MAX_HELD_PAGE_BYTES, readHeld } from "../pages/held-form.ts";
import { takesFiles } from "../pages/form-acts.ts";
import { formsOf, hiddenFields } from "../pages/forms.ts";
import { deskPage, type DeskPage } from "../pages/layout.ts";
import {
  addressPage,
  newCodesPage,
  codePage,
  enrolPage,
  askedFactorPage,
  type StepView,
} from "./sign-in-pages.ts";
import { say } from "../pages/words.ts";
import type { BackupCode } from "../../factors/backup-codes.ts";
import { adminOfKey, provableHere } from "./admin-of-key.ts";
import { openStep } from "./desk-seals.ts";
import { beginEnrol, newcomerOf } from "./enrol.ts";
import { waitingChallenge } from "./enter-factor.ts";
import { deskCookies, type SignedInHere } from "./open-session.ts";
import { type SignedIn, signedIn } from "./read-visitor.ts";
import type { ShowingServices } from "./sign-in-services.ts";

/** What the forms of a sign-in are tied to before there is one: this browser's step, if it has come to one. */
export function stepTie(step: string | undefined): string {
  return `step|${step ?? ""}`;
}

/** What a step's page is asked with. */
export interface StepAsked {
  readonly request: HttpRequest;
  /** What the browser holds of its sign-in, from this answer on. */
  readonly step: string | undefined;
  readonly held: string | undefined;
  readonly wrong?: Html | undefined;
  readonly status?: number;
  readonly cookies?: readonly string[];
}

async function viewOf(
  { keys }: Pick<ShowingServices, "keys">,
  asked: StepAsked,
  tie: string,
): Promise<StepView> {
  const { request, held, wrong } = asked;
  return { basePath: request.basePath, token: await deskFormToken(keys, tie), held, wrong };
}

function reply(
  services: Pick<ShowingServices, "settings" | "pageFiles">,
  { request, status = 200, cookies = [] }: StepAsked,
  page: Pick<DeskPage, "title" | "body">,
): Reply {
  return deskPage(services, request.basePath, { ...page, status, cookies, narrow: true });
}

/** So much of what was typed is shown again: no address is longer. */
const MAX_TYPED = 320;

/** The page that asks who it is. */
export async function showAddress(
  services: Pick<ShowingServices, "keys" | "settings" | "pageFiles">,
  asked: StepAsked,
  typed?: string,
): Promise<Reply> {
  return reply(
    services,
    asked,
    addressPage(await viewOf(services, asked, stepTie(asked.step)), { typed: typed?.slice(0, MAX_TYPED) }),
  );
}

/** The page that asks for the code, for a browser in which one was asked for. */
export async function showCode(
  services: Pick<ShowingServices, "keys" | "settings" | "pageFiles">,
  asked: StepAsked,
): Promise<Reply> {
  const opened = asked.step === undefined ? undefined : await openStep(services.keys, "asked", asked.step);
  if (!opened) return over(services, asked);
  const { reference: shape } = opened;
  return reply(services, asked, codePage(await viewOf(services, asked, stepTie(asked.step)), { shape }));
}

/** The page of the second factor, or the one that sets up the first one. */
export async function showStepFactor(
  services: ShowingServices,
  asked: StepAsked,
  known?: ProvedChallenge["challenge"],
): Promise<Reply> {
  const challenge = known ?? (await waitingChallenge(services, asked.step));
  if (!challenge) return over(services, asked);
  const view = await viewOf(services, asked, stepTie(asked.step));
  const newcomer = await newcomerOf(services, challenge);
  if (newcomer) {
    const begun = await beginEnrol(services, newcomer);
    return begun ? reply(services, asked, enrolPage(view, { begun })) : over(services, asked);
  }
  const factors = provableHere(
    services,
    await services.storage.factors.read(challenge.subjectKey, services.clock()),
  );
  return reply(services, asked, askedFactorPage(view, "factor", { factors }));
}

/** The page that asks a factor anew of who is signed in. */
export async function showAgain(
  services: ShowingServices,
  visitor: SignedIn,
  asked: StepAsked,
): Promise<Reply> {
  const { subjectKey } = visitor.session;
  const { storage, clock } = services;
  const found = subjectKey === undefined ? undefined : await storage.factors.read(subjectKey, clock());
  const factors = provableHere(services, found);
  const view = await viewOf(services, asked, visitor.tie);
  const page = reply(services, asked, askedFactorPage(view, "again", { factors }));
  return isTooLong(page)
    ? reply(services, asked, askedFactorPage({ ...view, held: undefined }, "again", { factors }))
    : page;
}

/** A sign-in that cannot go on begins again. */
export function over(
  services: Pick<ShowingServices, "keys" | "settings" | "pageFiles">,
  asked: StepAsked,
): Promise<Reply> {
  if (asked.request.method === "GET")
    return Promise.resolve(seeOther(`${asked.request.basePath}/admin/sign-in/address`));
  return showAddress(services, { ...asked, wrong: say("stepOver"), status: 409 });
}

/** A sign-in that is complete: to the desk, or to the form that waits for it. */
export async function complete(
  services: ShowingServices,
  asked: StepAsked,
  { session, deviceToken }: SignedInHere,
  codes: readonly BackupCode[] = [],
): Promise<Reply> {
  const { request, held } = asked;
  const admin = await adminOfKey(services, session.recipientKey);
  if (!admin) return over(services, asked);
  const visitor = signedIn(services, admin, session);
  const known = keepKnown(services, request, { challenge: session, ...(deviceToken && { deviceToken }) });
  const cookies = [...(await deskCookies(services, session)), ...known];
  const form = readHeld(held);
  if (!form && codes.length === 0) return seeOther(`${request.basePath}/admin`, cookies);
  const token = await deskFormToken(services.keys, visitor.tie);
  const toDesk = html`<a class="button" href="${request.basePath}/admin">${say("toDesk")}</a>`;
  const pageWith = (onward: Html) =>
    deskPage(services, request.basePath, {
      ...(codes.length > 0 ? newCodesPage(codes, onward) : { title: say("held"), body: onward }),
      ...{ cookies, visitor: { ...visitor, token } },
    });
  const page = pageWith(form ? sendHeld(services, request, token, form) : toDesk);
  return isTooLong(page) ? pageWith(toDesk) : page;
}

/** Whether a function could not give the answer with a held form in it. */
function isTooLong({ body = "" }: Reply): boolean {
  return Buffer.byteLength(body) > MAX_HELD_PAGE_BYTES;
}

/** A held form, to be looked at and sent: who has filled it may have been another site. */
function sendHeld(
  services: Pick<ShowingServices, "random" | "clock">,
  { basePath }: HttpRequest,
  token: string,
  form: HeldForm,
): Html {
  const { act, back, fields: hidden } = form;
  const forms = formsOf(services, { basePath, token });
  const label = say("heldSend");
  return html`${heldWords(form)}
    ${
      isAskedFile(act)
        ? forms.find({ screen: act, label, fields: hiddenFields(hidden) })
        : forms.act({ act, back, hidden, label, ...(takesFiles(act) && { sendsFiles: true }) })
    } <a class="link" href="${basePath}/admin">${say("heldDrop")}</a>`;
}
