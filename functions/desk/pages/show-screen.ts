import { instantOfActId } from "../../domain/act-id.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { html, type Html } from "../../pages/html.ts";
import { notice } from "../../pages/layout.ts";
import type { Stores } from "../../storage/port.ts";
import type { ActId } from "../../storage/port/audit.ts";
import { askDesk } from "../acts.ts";
import { isDone } from "../answer-act.ts";
import { mayDo } from "../perform-act.ts";
import type { ReadingDesk } from "../services.ts";
import { fieldTexts } from "./field-texts.ts";
import { DESK_FORM_FIELD, deskFormToken, type FormKeys, isDeskForm } from "./form-token.ts";
import { formAct } from "./form-acts.ts";
import { isAskedFile, writeHeld } from "./held-form.ts";
import { formsOf } from "./forms.ts";
import { deskPage, type DeskPageTools } from "./layout.ts";
import type { AnsweredForm, Download, RefusedForm, Screen, ScreenView, ShownMail } from "./screen.ts";
import { readActFields } from "./read-fields.ts";
import { screenFor } from "./screens.ts";
import type { SignedIn } from "../sign-in/read-visitor.ts";
import type { ShowingServices } from "../sign-in/sign-in-services.ts";
import { showAgain } from "../sign-in/steps.ts";
import type { Visitor } from "./visitor.ts";
import { say, sayNamed } from "./words.ts";

/** The parameter of an address that has a screen say what an act of this admin led to. */
export const DONE_PARAMETER = "done";

/** What the desk's screens are shown with. */
export interface ScreenServices extends Omit<ReadingDesk, "keys">, DeskPageTools {
  readonly settings: ReadingDesk["settings"];
  readonly keys: ReadingDesk["keys"] & FormKeys;
}

/** What stands above a screen. */
export interface Above {
  readonly status?: number;
  readonly notice?: Html | undefined;
  readonly refused?: RefusedForm | undefined;
  readonly answered?: AnsweredForm | undefined;
}

/** A screen for who has signed in, asked for by its address or by its own form. */
export async function showScreen(
  services: ScreenServices & ShowingServices,
  visitor: SignedIn,
  request: HttpRequest,
): Promise<Reply> {
  const name = request.named.screen;
  const screen = screenFor(visitor.admin, name);
  if (!screen) return notHere(services, visitor, request);
  // By its form alone: a link of another site would have a browser keep addresses.
  if (screen.takesFactor && request.method === "GET") return notHere(services, visitor, request);
  if (request.method === "GET") {
    const said = await outcomeOf(services, visitor, request.query[DONE_PARAMETER]);
    // What is searched for is posted: an address in the query would stand in logs and histories, and is not answered.
    const query = screen.posted ? {} : request.query;
    return screenReply(services, visitor, request, { screen, query, notice: said });
  }
  const fields = fieldTexts(request.body);
  const isOwn = await isDeskForm(services.keys, visitor.tie, fields[DESK_FORM_FIELD]);
  // What is no page cannot say why it was refused, and shows nothing.
  if (!isOwn && screen.takesFactor) return notHere(services, visitor, request);
  if (!isOwn)
    return screenReply(services, visitor, request, {
      ...{ screen, query: {}, status: 403 },
      notice: notice("bad", sayNamed("problem", "form")),
    });
  if (screen.takesFactor && !visitor.mayAct) {
    const { typed } = readActFields(fields);
    const held = isAskedFile(screen.name)
      ? writeHeld({ act: screen.name, back: "today", fields: typed })
      : undefined;
    return showAgain(services, visitor, { request, step: undefined, held, status: 403 });
  }
  return screenReply(services, visitor, request, { screen, query: fields });
}

/** A screen as an answer. */
export async function screenReply(
  services: ScreenServices,
  visitor: Visitor,
  { basePath }: Pick<HttpRequest, "basePath">,
  {
    screen,
    query,
    status,
    notice: above,
    refused,
    answered,
  }: Above & Pick<ScreenView, "query"> & { readonly screen: Screen },
): Promise<Reply> {
  const { admin } = visitor;
  const token = await deskFormToken(services.keys, visitor.tie);
  const shown = await screen.show(services, {
    ...{ admin, query },
    ...(refused && { refused }),
    ...(answered && { answered }),
    forms: formsOf(services, { basePath, token }),
    ask: (act, input) => askDesk(services, admin, act, input),
    address: (to, of = {}) => `${basePath}/admin/${to}${queryText(of)}`,
    may: (act) => mayDo(admin, formAct(act)),
  });
  if ("kind" in shown) return shown.kind === "mail" ? mailReply(shown) : downloadReply(shown);
  return deskPage(services, basePath, {
    ...{ title: say(screen.title), screen, body: html`${above}${shown}` },
    ...(status !== undefined && { status }),
    visitor: { ...visitor, token },
  });
}

/** The page of an address that is not there, or not for who asks. */
export async function notHere(
  services: ScreenServices,
  visitor: Visitor,
  { basePath }: Pick<HttpRequest, "basePath">,
): Promise<Reply> {
  const token = await deskFormToken(services.keys, visitor.tie);
  return deskPage(services, basePath, {
    ...{ title: say("notHere"), status: 404, visitor: { ...visitor, token } },
    body: html`<p class="lead">${say("notHereLead")}</p>
      <a class="button" href="${basePath}/admin">${say("toToday")}</a>`,
  });
}

/** What an act led to that this admin has done, for the screen that its form goes back to. */
export async function outcomeOf(
  { storage }: { readonly storage: Stores<{ audit: "read" }> },
  { admin }: Visitor,
  id: string | undefined,
): Promise<Html | undefined> {
  if (id === undefined || instantOfActId(id) === undefined) return undefined;
  const act = await storage.audit.read(id as ActId);
  if (act?.by !== admin.id) return undefined;
  const { outcome, counts = {} } = act;
  if (outcome === undefined) return notice("bad", say("broke"));
  const done = isDone({ outcome });
  const counted = Object.entries(counts).map(([name, count]) => html` · ${name}: ${count}`);
  const text = say(done ? "done" : "notDone", { outcome: sayNamed("outcome", outcome) });
  return notice(done ? "good" : "bad", html`${text}${counted}`);
}

function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const text = new URLSearchParams(
    Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined),
  ).toString();
  return text === "" ? "" : `?${text}`;
}

/** An e-mail brings its own styles. Nothing else of it is taken: no script, no picture from elsewhere, no form. */
const MAIL_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

function mailReply({ text }: ShownMail): Reply {
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": MAIL_POLICY },
    body: text,
  };
}

function downloadReply({ fileName, mediaType, text }: Download): Reply {
  return {
    status: 200,
    headers: {
      "content-type": mediaType,
      "content-disposition": `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, "-")}"`,
    },
    body: text,
  };
}
