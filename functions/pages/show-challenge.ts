import { attemptsLeft, undecidable } from "../domain/challenge.ts";
import { maskAddress } from "../domain/mask.ts";
import { suggestAddress } from "../domain/typed/suggest-domain.ts";
import { otherWays } from "../flows/other-ways.ts";
import { readStatus, type ReadStatusDependencies } from "../flows/read-status.ts";
import { takeFlash } from "../http/flash.ts";
import { formToken, type FormTokenDependencies } from "../http/guard.ts";
import { heldFactorToken } from "../http/held-factor-tokens.ts";
import { MARK_FIELD, markedChallenge, markOf, openIds } from "../http/held-challenges.ts";
import { lastTypedAddress, typedAddressOf } from "../http/typed-address.ts";
import { type Problem, problem, refusalProblem } from "../http/problem.ts";
import { type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Keys } from "../keys/port.ts";
import { asksFactors } from "../settings.ts";
import { askingApp } from "./asking-app.ts";
import { pageReply } from "./layout.ts";
import { overPage } from "./over-page.ts";
import { frameOf, type PageTools } from "./page-frame.ts";
import { maySendBack, pageAddress, sendBack, type SendBackDependencies } from "./send-back.ts";
import { confirmedPage } from "./session-page.ts";
import { afterSignIn } from "./signed-in.ts";
import { verifyPage } from "./verify-page.ts";

export interface ShowChallengeDependencies
  extends ReadStatusDependencies, FormTokenDependencies, SendBackDependencies {
  readonly settings: PageTools["settings"];
  readonly keys: Keys;
}

/** The body that a form on a challenge's page means, or the problem that this browser holds no such challenge. */
export async function challengeFields(
  services: ShowChallengeDependencies,
  request: HttpRequest,
  form: Readonly<Record<string, unknown>>,
  { code, channel }: { readonly code?: unknown; readonly channel?: unknown },
): Promise<object | Problem> {
  const challengeId = await markedChallenge(services, request, form[MARK_FIELD]);
  if (challengeId === undefined) return problem("challenge-not-found", "Ask for a new code.");
  return { challengeId, ...(code !== undefined && { code }), ...(channel !== undefined && { channel }) };
}

/** Answers with the page of one of the browser's challenges: the code's field while it is open, the way out after it. */
export async function showChallenge(
  services: ShowChallengeDependencies,
  request: HttpRequest,
  refused?: Problem,
): Promise<Reply> {
  const { cookies, settings } = services;
  const asked = askedMark(request);
  const held = await markedChallenge(services, request, asked);
  const { flash, cookies: taken } = await takeFlash(services, request, "/otp/verify", asked);
  const shown = refused ?? flash?.problem;
  const frame = frameOf(services, request, "/otp/verify", await askingApp(services, request));
  if (flash?.notice === "confirmed") return pageReply(200, frame, confirmedPage(frame), { cookies: taken });
  const outcome = await readStatus(services, held ?? "");
  if (outcome.kind === "found" && outcome.state === "proved" && goesOn(services, request, held))
    return seeOther(pageAddress(request, "/otp/factor", asked), taken);
  const why = outcome.kind === "found" ? undecidable(outcome.challenge, outcome.now) : outcome;
  if (why || outcome.kind !== "found") {
    // Back from being signed in, or in another tab: the code has done what it was for.
    const done = !shown && (held === undefined || why?.kind === "challenge-used");
    if (done && cookies.read(request.header("cookie"), "session") !== undefined)
      return seeOther(afterSignIn(services, request), taken);
    const state = refusalProblem(why ?? { kind: "challenge-not-found" }, settings);
    // The last wrong code says that it was the last one; whatever else was wrong is over with the challenge.
    const over = refused ?? (shown?.name === "incorrect-code" ? shown : state);
    const { status, headers } = refused ?? state;
    const { again, cookies: formed } = await askAgain(services, request, held);
    return pageReply(status, frame, overPage(frame, over, again), {
      headers,
      cookies: [...formed, ...taken],
    });
  }
  const { challenge, delivery, serviceFault, now } = outcome;
  const token = await formToken(services, request);
  const others = openIds(services, request, settings.passcode.ttlSeconds).some((id) => id !== held);
  const typed = held === undefined ? undefined : await typedAddressOf(services, request, held);
  const page = verifyPage(frame, {
    formToken: token.field,
    mark: await markOf(services, held ?? ""),
    recipient: typed?.shown ?? maskAddress(challenge.address),
    channel: challenge.channel,
    region: typed?.region,
    meant: typed && suggestAddress(challenge.address),
    askedAt: new Date(challenge.issuedAt * 1000).toISOString(),
    otherCodes: others,
    code: { format: challenge.format, length: challenge.length },
    expiresIn: challenge.expiresAt - now,
    resendIn: Math.max(0, challenge.nextSendAt - now),
    mayResend: challenge.sends < challenge.maxSends,
    otherWays: otherWays(challenge, settings),
    attemptsLeft: challenge.attempts > 0 ? attemptsLeft(challenge) : undefined,
    delivery:
      now - challenge.nextSendAt + settings.passcode.resendAfterSeconds > SLOW_SECONDS &&
      delivery === "queued"
        ? "delayed"
        : delivery,
    serviceFault,
    sentAgain: flash?.notice === "sent-again",
    problem: shown,
  });
  return pageReply(refused?.status ?? 200, frame, page, {
    ...refused,
    cookies: [...token.cookies, ...taken],
  });
}

/** Whether this browser may give the second factor of a challenge that waits for it, as far as its cookies tell. */
function goesOn(services: ShowChallengeDependencies, request: HttpRequest, held = ""): boolean {
  return asksFactors(services.settings) && heldFactorToken(services, request, held) !== undefined;
}

/** What one button needs to ask for another code, where this browser knows what was typed. */
export async function askAgain(
  services: ShowChallengeDependencies,
  request: HttpRequest,
  held: string | undefined,
) {
  // Without its id nothing says which one it was: the last one, most likely.
  const address =
    held === undefined
      ? await lastTypedAddress(services, request)
      : await typedAddressOf(services, request, held);
  if (!address) return { again: undefined, cookies: [] };
  const token = await formToken(services, request);
  return { again: { formToken: token.field, address }, cookies: token.cookies };
}

/** Answers a form on a challenge's page that was refused: on that page, which says why. */
export function refuseOnChallenge(
  services: ShowChallengeDependencies,
  request: HttpRequest,
  problem: Problem,
): Promise<Reply> {
  if (!maySendBack(services, request)) return showChallenge(services, request, problem);
  return sendBack(services, request, { page: "/otp/verify", mark: markField(request), problem });
}

/** The challenge that a page or a form is about, as its address says it. */
export function askedMark(request: HttpRequest): string | undefined {
  return request.method === "GET" ? request.query[MARK_FIELD] : markField(request);
}

/** The same of a form. */
export function markField({ form, body }: HttpRequest): string | undefined {
  const mark = form ? (body as Readonly<Record<string, unknown>>)[MARK_FIELD] : undefined;
  return typeof mark === "string" && mark !== "" ? mark.slice(0, 24) : undefined;
}

/** A message that has not been handed over by then is on its way for longer than usual. */
const SLOW_SECONDS = 20;
