import { assertNever } from "../domain/errors.ts";
import type { TypedFactor } from "../domain/factors.ts";
import type { CookieJar } from "../http/cookies.ts";
import { invalidRequest, isProblem, type Problem, problem, refusalProblem } from "../http/problem.ts";
import { json, type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { approvedView } from "../http/views.ts";
import type { Observer } from "../observability/port.ts";
import type { Settings } from "../settings.ts";
import type { Approved } from "../flows/answer-approval.ts";
import { afterSignIn, sessionCookie } from "../pages/signed-in.ts";
import { auditFactor } from "./account/audit-factor.ts";
import { factorLockedProblem } from "./factor-reply.ts";
import { ownCredential } from "./own-credential.ts";
import { raiseSession, type RaiseSessionDependencies, type RaiseSessionOutcome } from "./raise-session.ts";

interface RaiseReplyDependencies extends RaiseSessionDependencies {
  readonly settings: Settings;
  readonly cookies: CookieJar;
  readonly publicUrl: string;
  readonly observer: Observer;
}

interface Body {
  readonly factor: TypedFactor;
  readonly code: string;
  readonly remember?: boolean | undefined;
}

/** Answers who proves a factor in their session: with its tokens from now on, the cookie of a browser among them. */
export async function raiseReply(
  services: RaiseReplyDependencies,
  request: HttpRequest,
  { factor, code, remember }: Body,
): Promise<Reply | Problem> {
  if (remember !== undefined)
    return invalidRequest([{ path: "remember", message: "A device is remembered by a sign-in alone." }]);
  const own = ownCredential(services, request);
  if (isProblem(own)) return own;
  const outcome = await raiseSession(services, { credential: own.value, factor, code });
  auditFactor(services.observer, "raise-session", { outcome: outcome.kind, within: sessionOf(outcome) });
  if (outcome.kind !== "raised") return raiseProblem(outcome, services.settings);
  return raisedReply(services, request, outcome.approved);
}

/** Answers with the tokens of a raised session: a browser with its cookie, and with the page on which it goes on. */
export function raisedReply(
  services: Pick<RaiseReplyDependencies, "cookies" | "clock" | "settings">,
  request: HttpRequest,
  approved: Approved,
): Reply {
  const now = services.clock();
  const cookies = sessionCookie(services.cookies, approved, now);
  if (request.form) return seeOther(afterSignIn(services, request), cookies);
  return json(200, approvedView(approved, now), { cookies });
}

function sessionOf(outcome: RaiseSessionOutcome) {
  if (outcome.kind === "raised") return outcome.approved.challenge;
  return "session" in outcome ? outcome.session : undefined;
}

function raiseProblem(
  outcome: Exclude<RaiseSessionOutcome, { readonly kind: "raised" }>,
  settings: Settings,
): Problem {
  const { kind } = outcome;
  switch (kind) {
    case "no-session":
    case "invalid":
    case "incorrect-code":
      return refusalProblem(outcome, settings);
    case "factor-locked":
      return factorLockedProblem(outcome.factors);
    case "session-locked":
      return problem("too-many-attempts", "There were too many wrong codes. Sign in again.");
    case "no-such-factor":
      return problem("not-found", "You have set up nothing of this kind.");
    default:
      return assertNever(kind);
  }
}
