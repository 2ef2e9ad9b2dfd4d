import type { Challenge } from "../../domain/challenge.ts";
import { TYPED_FACTORS, type TypedFactor } from "../../domain/factors.ts";
import { challengeReferenceOf } from "../../domain/challenge-id.ts";
import { requestCode } from "../../flows/request-code.ts";
import { readCaller } from "../../http/caller.ts";
import { audited } from "../../http/audit.ts";
import { readDevices } from "../../http/known-device.ts";
import { refusalProblem } from "../../http/problem.ts";
import { type Reply, seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { html, type Html } from "../../pages/html.ts";
import { fieldTexts } from "../pages/field-texts.ts";
import { DESK_FORM_FIELD, isDeskForm } from "../pages/form-token.ts";
import { HELD_FIELD, heldText } from "../pages/held-form.ts";
import { say } from "../pages/words.ts";
import { knownAtDesk } from "./admin-of-key.ts";
import { sealStep } from "./desk-seals.ts";
import { enrolFirst, newcomerOf } from "./enrol.ts";
import { enterCode } from "./enter-code.ts";
import { enterFactor, type EnterFactorOutcome, proveAnew, waitingChallenge } from "./enter-factor.ts";
import { openByLink } from "./open-by-link.ts";
import { readVisitor } from "./read-visitor.ts";
import type { SignInServices } from "./sign-in-services.ts";
import {
  type StepAsked,
  complete,
  over,
  showAddress,
  showAgain,
  showCode,
  showStepFactor,
  stepTie,
} from "./steps.ts";

/** How long a browser keeps how far a sign-in has come, in seconds. */
const STEP_SECONDS = 900;

type Fields = Readonly<Record<string, string>>;
type Step = (services: SignInServices, asked: StepAsked, fields: Fields) => Promise<Reply>;

const STEPS: Readonly<Record<string, Step>> = {
  address: takeAddress,
  code: takeCode,
  factor: takeFactor,
  enrol: takeEnrolment,
  open: takeLink,
};

/** Answers a form of a sign-in to the desk: with the next step's page, where a filled form waits, or else by its address. */
export async function answerStep(services: SignInServices, request: HttpRequest): Promise<Reply | undefined> {
  const fields = fieldTexts(request.body);
  const step = services.cookies.read(request.header("cookie"), "desk-step");
  const asked: StepAsked = { request, step, held: heldText(fields[HELD_FIELD]) };
  const name = request.named.step ?? "";
  if (name === "out") return signOut(services, asked, fields);
  if (name === "again") return takeAgain(services, asked, fields);
  const take = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
  if (!take) return undefined;
  // The first form of a sign-in may stand beside one of an earlier try.
  const first = name === "address" || name === "open";
  const ties = first ? [stepTie(step), stepTie(undefined)] : [stepTie(step)];
  const checked = await Promise.all(
    ties.map((tie) => isDeskForm(services.keys, tie, fields[DESK_FORM_FIELD])),
  );
  if (!checked.includes(true)) return showAddress(services, { ...asked, ...refused(say("stepOver"), 403) });
  return take(services, asked, fields);
}

const refused = (wrong: Html, status: number) => ({ wrong, status });

/** On to a step's page: by its address, or at once where a form waits that an address cannot carry. */
function onward(
  services: SignInServices,
  asked: StepAsked,
  step: string,
  page: "code" | "factor",
): Promise<Reply> | Reply {
  const cookies = [services.cookies.set("desk-step", step, STEP_SECONDS)];
  if (asked.held === undefined) return seeOther(`${asked.request.basePath}/admin/sign-in/${page}`, cookies);
  const next = { ...asked, step, cookies };
  return page === "code" ? showCode(services, next) : showStepFactor(services, next);
}

/** Has a code sent if the address is an admin's. The answer, and what is done for it, are the same if it is not. */
async function takeAddress(services: SignInServices, asked: StepAsked, fields: Fields): Promise<Reply> {
  const { recipient = "" } = fields;
  const knows = (key: Parameters<typeof knownAtDesk>[1], now: number) => knownAtDesk(services, key, now);
  const caller = readCaller(asked.request, services.locales);
  const outcome = await requestCode(
    { ...services, knows },
    {
      ...{ ...caller, recipient, purpose: "desk", codeFormats: ["digits", "base32"] },
      devices: readDevices(services, asked.request, undefined, "desk"),
    },
  );
  audited(services.observer, "request-code", outcome);
  if (outcome.kind !== "accepted") {
    const { detail, status } = refusalProblem(outcome, services.settings);
    return showAddress(services, { ...asked, ...refused(html`${detail}`, status) }, recipient);
  }
  const step = await sealStep(services.keys, "asked", challengeReferenceOf(outcome.challenge));
  return step === undefined ? over(services, asked) : onward(services, asked, step, "code");
}

async function takeCode(services: SignInServices, asked: StepAsked, { code = "" }: Fields): Promise<Reply> {
  const outcome = await enterCode(services, asked.step, code);
  audited(services.observer, "verify-code", outcome);
  if (outcome.kind === "signed-in") tried(services, "signed-in", outcome.session);
  if (outcome.kind === "incorrect-code") services.observer.measure("DeskWrongCodes", 1);
  switch (outcome.kind) {
    case "signed-in":
      return complete(services, asked, outcome);
    case "proved": {
      const step = await sealStep(services.keys, "proved", outcome.reference);
      return step === undefined ? over(services, asked) : onward(services, asked, step, "factor");
    }
    case "incorrect-code":
      return outcome.attemptsLeft === 0
        ? over(services, asked)
        : showCode(services, { ...asked, ...refused(say("wrongCode", { left: outcome.attemptsLeft }), 401) });
    case "invalid":
      return showCode(services, { ...asked, ...refused(html`${outcome.message}`, 400) });
    default:
      return over(services, asked);
  }
}

async function takeFactor(services: SignInServices, asked: StepAsked, fields: Fields): Promise<Reply> {
  const challenge = await waitingChallenge(services, asked.step);
  const guess = guessOf(fields);
  if (!challenge || !guess) return over(services, asked);
  const outcome = await enterFactor(services, challenge, guess);
  tried(services, outcome.kind, challenge);
  if (outcome.kind === "signed-in") return complete(services, asked, outcome);
  const wrong = wrongFactor(outcome);
  return wrong ? showStepFactor(services, { ...asked, ...wrong }, challenge) : over(services, asked);
}

async function takeAgain(services: SignInServices, asked: StepAsked, fields: Fields): Promise<Reply> {
  const visitor = await readVisitor(services, asked.request);
  if (!visitor) return showAddress(services, asked);
  const guess = guessOf(fields);
  const isOwn = await isDeskForm(services.keys, visitor.tie, fields[DESK_FORM_FIELD]);
  if (!isOwn || !guess)
    return showAgain(services, visitor, { ...asked, ...refused(say("problem.form"), 403) });
  const outcome = await proveAnew(services, visitor.session, guess);
  tried(services, `again-${outcome.kind}`, visitor.session);
  if (outcome.kind === "signed-in") return complete(services, asked, outcome);
  const wrong = wrongFactor(outcome);
  return wrong ? showAgain(services, visitor, { ...asked, ...wrong }) : over(services, asked);
}

async function takeEnrolment(services: SignInServices, asked: StepAsked, fields: Fields): Promise<Reply> {
  const challenge = await waitingChallenge(services, asked.step);
  const newcomer = challenge && (await newcomerOf(services, challenge));
  if (!newcomer) return over(services, asked);
  const { "enrol-code": enrolCode = "", enrolment = "", code = "" } = fields;
  const outcome = await enrolFirst(services, newcomer, { enrolCode, enrolment, code });
  tried(services, `enrol-${outcome.kind}`, challenge);
  const again = (wrong: Html, status = 400) =>
    showStepFactor(services, { ...asked, ...refused(wrong, status) }, challenge);
  switch (outcome.kind) {
    case "enrolled":
      return complete(services, asked, outcome, outcome.backupCodes);
    case "wrong-enrol-code":
      return outcome.attemptsLeft === 0
        ? over(services, asked)
        : again(say("wrongEnrolCode", { left: outcome.attemptsLeft }), 401);
    case "wrong-code":
      return again(say("wrongAuthenticator"));
    case "invalid":
      return again(html`${outcome.message}`);
    default:
      return over(services, asked);
  }
}

async function takeLink(services: SignInServices, asked: StepAsked, { link = "" }: Fields): Promise<Reply> {
  const outcome = await openByLink(services, link);
  services.observer.audit("desk-sign-in", { outcome: `open-${outcome.kind}` });
  if (outcome.kind === "over") return showAddress(services, { ...asked, ...refused(say("linkOver"), 410) });
  if (outcome.kind === "signed-in") return complete(services, asked, outcome);
  const step = await sealStep(services.keys, "proved", outcome.reference);
  return step === undefined ? over(services, asked) : onward(services, asked, step, "factor");
}

/** Ends the sign-in, in the table too: a copy of the cookie opens nothing any more. */
async function signOut(services: SignInServices, asked: StepAsked, fields: Fields): Promise<Reply> {
  const visitor = await readVisitor(services, asked.request);
  const { cookies } = services;
  const gone = seeOther(`${asked.request.basePath}/admin/sign-in/address`, [
    cookies.clear("desk"),
    cookies.clear("desk-step"),
  ]);
  if (!visitor) return gone;
  if (!(await isDeskForm(services.keys, visitor.tie, fields[DESK_FORM_FIELD])))
    return showAddress(services, { ...asked, ...refused(say("problem.form"), 403) });
  await services.storage.challenges.end(visitor.session, services.clock());
  tried(services, "signed-out", visitor.session);
  return gone;
}

/**
 * Says in the log what was tried, whose sign-in it is and which network has asked for its code. Counts a guess at what is
 * asked for after the code of the message: who makes it has the mailbox, or is the admin.
 */
function tried({ observer }: Pick<SignInServices, "observer">, kind: string, challenge: Challenge): void {
  audited(observer, "desk-sign-in", { kind, challenge });
  if (/^((again|enrol)-)?(incorrect-code|factor-locked|wrong-enrol-code)$/.test(kind))
    observer.measure("DeskWrongFactors", 1);
}

function guessOf({ factor, code, backup }: Fields): { factor: TypedFactor; code: string } | undefined {
  const known = TYPED_FACTORS.find((one) => one === factor);
  return known && { factor: known, code: (known === "totp" ? code : backup) ?? "" };
}

/** Why a factor was refused, where it may be tried again. */
function wrongFactor(outcome: Exclude<EnterFactorOutcome, { kind: "signed-in" }>) {
  switch (outcome.kind) {
    case "incorrect-code":
      return outcome.attemptsLeft === 0
        ? undefined
        : refused(say("wrongFactor", { left: outcome.attemptsLeft }), 401);
    case "factor-locked":
      return refused(say("factorLocked"), 403);
    case "invalid":
      return refused(html`${outcome.message}`, 400);
    default:
      return undefined;
  }
}
