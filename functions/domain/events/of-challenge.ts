import { acrOf } from "../acr.ts";
import { attemptsLeft, type Challenge, type DeliveryState, isByPasskeyAlone } from "../challenge.ts";
import { maskAddress } from "../mask.ts";
import { sessionId } from "../session.ts";
import { type ChallengeFacts, type Happened, isoOf } from "./event.ts";

/** A change of a challenge, as the stream brings it. */
export interface ChallengeImages {
  readonly before: Challenge | undefined;
  readonly after: Challenge | undefined;
}

/**
 * What a change of a challenge is to be told as. A decoy is nobody's, and nothing is told of it. Without an image before,
 * nothing is known to have changed: only a sign-in by passkey is put as it is approved.
 * @param at when the change was written, in epoch seconds, where the item does not say it
 */
export function ofChallenge({ before, after }: ChallengeImages, at: number): readonly Happened[] {
  if (!after || after.decoy) return [];
  if (!before && !(after.status === "approved" && isByPasskeyAlone(after))) return [];
  return [
    ...approved(before, after, at),
    ...delivered(before, after, at),
    ...failed(before, after, at),
    ...ended(before, after, at),
  ];
}

function approved(before: Challenge | undefined, after: Challenge, at: number): readonly Happened[] {
  if (after.status !== "approved" || isPast(before)) return [];
  const { amr, sessionEndsAt, approvedAt = at } = after;
  return [
    {
      type: "challenge.approved",
      of: itemOf(after),
      at: approvedAt,
      data: {
        ...factsOf(after),
        ...{ acr: acrOf(amr), amr },
        ...(sessionEndsAt !== undefined && { sessionEndsAt: isoOf(sessionEndsAt) }),
      },
    },
  ];
}

/** A factor that is proved in a session writes the approval once more. */
function isPast(before: Challenge | undefined): boolean {
  return before?.status === "approved" || before?.status === "ended";
}

const UNDELIVERED: ReadonlySet<DeliveryState> = new Set(["bounced", "suppressed", "failed"]);

function delivered(before: Challenge | undefined, after: Challenge, at: number): readonly Happened[] {
  const { state, provider, reason } = after.delivery;
  const same = before?.delivery.state === state && before.doneSend === after.doneSend;
  // A new challenge waits, and so does one whose code is sent again.
  if (!before || state === "queued" || same) return [];
  const send = after.doneSend;
  const facts = factsOf(after);
  const changed: Happened = {
    type: "delivery.changed",
    of: [...itemOf(after), send, state],
    at,
    data: {
      ...{ ...facts, send, state },
      ...(provider !== undefined && { provider }),
      ...(reason !== undefined && { reason }),
    },
  };
  // Who has typed the code has it, whatever a provider says later.
  const lost = UNDELIVERED.has(state) && after.status === "pending" && send === after.sends;
  if (!lost) return [changed];
  const data = { ...facts, failure: "undeliverable" as const, reason: reason ?? state };
  return [changed, { type: "challenge.failed", of: [...itemOf(after), "undeliverable", send], at, data }];
}

function failed(before: Challenge | undefined, after: Challenge, at: number): readonly Happened[] {
  const facts = factsOf(after);
  if (after.status === "canceled" && before?.status !== "canceled") {
    const reason = after.canceledFor;
    const data = {
      ...{ ...facts, failure: "canceled" as const },
      ...(reason !== undefined && { reason }),
    };
    return [
      { type: "challenge.failed", of: [...itemOf(after), "canceled"], at, data },
      ...(reason === "not-me" ? [notMe(after, "challenge", at)] : []),
    ];
  }
  const open = after.status === "pending" || after.status === "proved";
  if (!open || !before || attemptsLeft(after) > 0 || attemptsLeft(before) === 0) return [];
  return [
    {
      type: "challenge.failed",
      of: [...itemOf(after), "locked", after.status],
      at,
      data: { ...facts, failure: "locked" },
    },
  ];
}

function ended(before: Challenge | undefined, after: Challenge, at: number): readonly Happened[] {
  if (after.status !== "ended" || before?.status === "ended") return [];
  const { endedAt = at, endedFor } = after;
  const cause = endedFor ?? "signed-out";
  return [
    { type: "session.ended", of: itemOf(after), at: endedAt, data: { ...factsOf(after), cause } },
    ...(endedFor === "not-me" ? [notMe(after, "session", endedAt)] : []),
  ];
}

function notMe(challenge: Challenge, of: "challenge" | "session", at: number): Happened {
  return { type: "security.not-me", of: itemOf(challenge), at, data: { ...factsOf(challenge), of } };
}

function itemOf({ recipientKey, nonce }: Challenge): readonly string[] {
  return ["challenge", recipientKey, nonce];
}

function factsOf(challenge: Challenge): ChallengeFacts {
  const { subject, channel, address, country, purpose, clientId, transaction, test } = challenge;
  return {
    challenge: sessionId(challenge),
    ...{ subject, channel, recipient: maskAddress(address), purpose },
    ...(country !== undefined && { country }),
    ...(clientId !== undefined && { clientId }),
    ...(transaction?.reference !== undefined && { reference: transaction.reference }),
    ...(test && { test }),
  };
}
