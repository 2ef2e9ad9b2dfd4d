import { attemptsLeft, type Challenge, undecidable } from "../domain/challenge.ts";
import { channelsTo, type ChannelTo, traitsOf } from "../domain/channel.ts";
import { maskAddress } from "../domain/mask.ts";
import { readStatus, type ReadStatusDependencies } from "../flows/read-status.ts";
import type { Keys } from "../keys/port.ts";
import { pageReply } from "./layout.ts";
import { overPage } from "./over-page.ts";
import { verifyPage } from "./verify-page.ts";
import type { Settings } from "../settings.ts";
import type { CookieJar } from "../http/cookies.ts";
import { formToken, type FormTokenDependencies } from "../http/guard.ts";
import { frameOf, type PageTools } from "./page-frame.ts";
import { type Problem, problem, refusalProblem } from "../http/problem.ts";
import { type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

export interface ShowChallengeDependencies extends ReadStatusDependencies, FormTokenDependencies, PageTools {
  readonly settings: Settings;
  readonly keys: Keys;
}

/** The challenge that the browser holds, in a cookie that no script can read. */
export function heldChallenge(cookies: CookieJar, request: HttpRequest): string {
  return cookies.read(request.header("cookie"), "challenge") ?? "";
}

/** The body that a form on the challenge's page means, or the problem that this browser holds no challenge. */
export function challengeFields(
  cookies: CookieJar,
  request: HttpRequest,
  { code, channel }: { readonly code?: unknown; readonly channel?: unknown },
): object | Problem {
  const challengeId = heldChallenge(cookies, request);
  if (challengeId === "") return problem("challenge-not-found", "Ask for a new code.");
  return { challengeId, ...(code !== undefined && { code }), ...(channel !== undefined && { channel }) };
}

/** Answers with the page of the browser's challenge: the code's field while it is open, the way out when it is over. */
export async function showChallenge(
  services: ShowChallengeDependencies,
  request: HttpRequest,
  shown?: Problem,
): Promise<Reply> {
  const { cookies, settings } = services;
  const held = heldChallenge(cookies, request);
  // Back from being signed in, or in another tab: the code has done what it was for.
  if (held === "" && !shown && cookies.read(request.header("cookie"), "session") !== undefined)
    return seeOther(`${request.basePath}/otp/session`);
  const frame = frameOf(services, request, "/otp/verify");
  const outcome = await readStatus(services, held);
  const why = outcome.kind === "found" ? undecidable(outcome.challenge, outcome.now) : outcome;
  if (why || outcome.kind !== "found") {
    const over = shown ?? refusalProblem(why ?? { kind: "challenge-not-found" }, settings);
    return pageReply(over.status, frame, overPage(frame, over), over);
  }
  const { challenge, delivery, now } = outcome;
  const token = await formToken(services, request);
  const page = verifyPage(frame, {
    formToken: token.field,
    recipient: maskAddress(challenge.address),
    codeLength: challenge.length,
    expiresIn: challenge.expiresAt - now,
    resendIn: Math.max(0, challenge.nextSendAt - now),
    mayResend: challenge.sends < challenge.maxSends,
    otherWays: otherWays(challenge, settings),
    attemptsLeft: challenge.attempts > 0 ? attemptsLeft(challenge) : undefined,
    delivery,
    sentAgain: request.query.sent === "again",
    problem: shown,
  });
  return pageReply(shown?.status ?? 200, frame, page, { ...shown, cookies: token.cookies });
}

/** The other ways to the challenge's number. There is one way to an e-mail address. */
function otherWays({ channel }: Challenge, { channels }: Settings): ChannelTo<"phone">[] {
  if (traitsOf(channel).addressKind !== "phone") return [];
  return channelsTo("phone").filter((way) => way !== channel && channels[way].enabled);
}
