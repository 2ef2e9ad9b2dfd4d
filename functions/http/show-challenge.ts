import { undecidable } from "../domain/challenge.ts";
import { maskAddress } from "../domain/mask.ts";
import { readStatus, type ReadStatusDependencies } from "../flows/read-status.ts";
import type { Keys } from "../keys/port.ts";
import { frameOf, pageReply } from "../pages/layout.ts";
import { overPage, verifyPage } from "../pages/verify-page.ts";
import type { CookieJar } from "./cookies.ts";
import { formToken, type FormTokenDependencies } from "./guard.ts";
import { type Problem, problem, refusalProblem } from "./problem.ts";
import type { Reply } from "./reply.ts";
import type { HttpRequest } from "./request.ts";

export interface ShowChallengeDependencies extends ReadStatusDependencies, FormTokenDependencies {
  readonly keys: Keys;
}

/** What became of a code that will not arrive. */
const NOT_ARRIVED: ReadonlySet<string> = new Set(["failed", "bounced", "suppressed"]);

/** The challenge that the browser holds, in a cookie that no script can read. */
export function heldChallenge(cookies: CookieJar, request: HttpRequest): string {
  return cookies.read(request.header("cookie"), "challenge") ?? "";
}

/** The body that a form on the challenge's page means, or the problem that this browser holds no challenge. */
export function challengeFields(cookies: CookieJar, request: HttpRequest, code?: unknown): object | Problem {
  const challengeId = heldChallenge(cookies, request);
  if (challengeId === "") return problem("challenge-not-found", "Ask for a new code.");
  return code === undefined ? { challengeId } : { challengeId, code };
}

/** Answers with the page of the browser's challenge: the code's field while it is open, the way out when it is over. */
export async function showChallenge(
  services: ShowChallengeDependencies,
  request: HttpRequest,
  shown?: Problem,
): Promise<Reply> {
  const frame = frameOf(services.settings);
  const outcome = await readStatus(services, heldChallenge(services.cookies, request));
  const why = outcome.kind === "found" ? undecidable(outcome.challenge, outcome.now) : outcome;
  if (why || outcome.kind !== "found") {
    const over = shown ?? refusalProblem(why ?? { kind: "challenge-not-found" }, services.settings);
    return pageReply(over.status, frame, overPage(request.basePath, over), over);
  }
  const { challenge, delivery, now } = outcome;
  const token = await formToken(services, request);
  const page = verifyPage({
    basePath: request.basePath,
    formToken: token.field,
    recipient: maskAddress(challenge.address),
    codeLength: challenge.length,
    expiresIn: challenge.expiresAt - now,
    resendIn: Math.max(0, challenge.nextSendAt - now),
    mayResend: challenge.sends < challenge.maxSends,
    failedDelivery: NOT_ARRIVED.has(delivery),
    sentAgain: request.query.sent === "again",
    problem: shown,
  });
  return pageReply(shown?.status ?? 200, frame, page, { ...shown, cookies: token.cookies });
}
