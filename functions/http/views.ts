import { acrOf } from "../domain/acr.ts";
import { attemptsLeft, type Challenge } from "../domain/challenge.ts";
import type { ChallengeId } from "../domain/challenge-id.ts";
import { maskAddress } from "../domain/mask.ts";
import type { Approved } from "../flows/answer-approval.ts";
import type { FactorRequired } from "../flows/second-factor.ts";
import type { ReadSessionOutcome } from "../flows/read-session.ts";
import type { ReadStatusOutcome } from "../flows/read-status.ts";

/** Answers in JSON: instants as ISO 8601 text, with whole seconds beside them for countdowns. */

export function challengeView(challengeId: ChallengeId, challenge: Challenge, now: number) {
  return {
    challengeId,
    channel: challenge.channel,
    recipient: maskAddress(challenge.address),
    codeFormat: challenge.format,
    codeLength: challenge.length,
    expiresAt: iso(challenge.expiresAt),
    ...countdowns(challenge, now),
    attemptsLeft: attemptsLeft(challenge),
  };
}

export function statusView(found: ReadStatusOutcome & { kind: "found" }) {
  const { challenge, state, delivery, serviceFault, now } = found;
  return {
    status: state,
    delivery: { state: delivery, ...(serviceFault && { cause: "service" }) },
    attemptsLeft: attemptsLeft(challenge),
    ...countdowns(challenge, now),
  };
}

/** The code was right; what is to be proved beside it. Nothing to prove means that the user has to enrol first. */
export function factorRequiredView(
  challengeId: string,
  { challenge, factorToken }: FactorRequired,
  now: number,
) {
  return {
    status: "factor-required",
    challengeId,
    factorToken,
    factors: challenge.secondFactor ?? [],
    attemptsLeft: attemptsLeft(challenge),
    expiresIn: Math.max(0, challenge.expiresAt - now),
  };
}

export function approvedView(
  { challenge, token, tokenExpiresAt, session, deviceToken }: Approved,
  now: number,
) {
  return {
    status: "approved",
    token,
    tokenType: "Bearer",
    expiresIn: tokenExpiresAt - now,
    ...(session && { sessionToken: session.token, sessionExpiresIn: session.endsAt - now }),
    ...(deviceToken !== undefined && { deviceToken }),
    subject: challenge.subject,
  };
}

export function sessionView({ session, token, now }: ReadSessionOutcome & { kind: "active" }) {
  return {
    active: true,
    subject: session.subject,
    channel: session.channel,
    recipient: maskAddress(session.address),
    purpose: session.purpose,
    acr: acrOf(session.amr),
    amr: session.amr,
    authTime: iso(session.approvedAt),
    expiresAt: iso(session.sessionEndsAt),
    expiresIn: session.sessionEndsAt - now,
    ...(token && { token: token.text, tokenExpiresIn: token.expiresAt - now }),
  };
}

function countdowns({ expiresAt, nextSendAt }: Challenge, now: number) {
  return { expiresIn: Math.max(0, expiresAt - now), resendIn: Math.max(0, nextSendAt - now) };
}

function iso(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}
