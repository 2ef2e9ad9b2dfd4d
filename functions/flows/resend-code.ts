import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { type Challenge, type Undecidable, undecidable } from "../domain/challenge.ts";
import { type Channel, traitsOf, turnsInto } from "../domain/channel.ts";
import type { ChallengeId } from "../domain/challenge-id.ts";
import { laneKind } from "../domain/lane.ts";
import type { Keys } from "../keys/port.ts";
import type { LiveFacts } from "../settings/live/facts.ts";
import { isEnabled, isSentTo, type Settings } from "../settings.ts";
import { namesTransactions, SAYS_NO_TRANSACTION } from "../settings/named-transactions.ts";
import type { Stores } from "../storage/port.ts";
import { admitResend, type RateLimited } from "./admit-send.ts";
import { type ChannelUnavailable, type PaySendDependencies, isUnproven, paymentOf } from "./pay-send.ts";
import { askingNetworks } from "./asking-networks.ts";
import { type NoteAttackDependencies, noteRefusedSend } from "./note-attack.ts";
import { resolveChallenge } from "./resolve-challenge.ts";

export interface ResendCodeDependencies extends PaySendDependencies, NoteAttackDependencies {
  readonly storage: NoteAttackDependencies["storage"] &
    Stores<{
      challenges: "countSend" | "read";
      ledgers: "admit" | "admitKnown" | "isProven";
      origins: "count" | "waitFor";
      spend: "add";
    }>;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly live: Pick<LiveFacts, "allowedNetworks">;
  readonly clock: Clock;
  readonly random: Random;
}

export type ResendCodeOutcome =
  | {
      readonly kind: "accepted";
      readonly challengeId: ChallengeId;
      readonly challenge: Challenge;
      readonly spentPercent?: number;
    }
  | { readonly kind: "too-many-sends" }
  | { readonly kind: "channel-disabled" | "recipient-not-allowed" }
  | { readonly kind: "invalid"; readonly path: string; readonly message: string }
  | ChannelUnavailable
  | RateLimited
  | Undecidable;

export interface ResendCodeInput {
  readonly challengeId: string;
  /** Another way to the same number, from now on. */
  readonly channel?: Channel | undefined;
  readonly sourceIp: string | undefined;
}

/**
 * Asks for the same passcode once more; the expiry stays. The challenge is read first: one that takes no send any more
 * costs its recipient none, and it says on which lane the send counts.
 */
export async function resendCode(
  deps: ResendCodeDependencies,
  { challengeId, channel, sourceIp }: ResendCodeInput,
): Promise<ResendCodeOutcome> {
  const { storage, keys, settings, clock, random } = deps;
  if (channel && !isEnabled(settings, channel)) return { kind: "channel-disabled" };
  const now = clock();
  const resolved = await resolveChallenge(keys, challengeId, now);
  if (resolved.kind !== "resolved") return resolved;
  const { reference } = resolved;

  const { resendAfterSeconds } = settings.passcode;
  const withoutTransaction = channel !== undefined && !namesTransactions(settings, channel);
  const asked = { channel, withoutTransaction };
  const challenge = await storage.challenges.read(reference);
  if (!challenge) return { kind: "challenge-not-found" };
  const hindered = hindrance(challenge, asked, now);
  if (hindered) return hindered;

  const send = { ...challenge, ...(channel && { channel }) };
  // What was stopped since it was opened.
  if (!isEnabled(settings, send.channel)) return { kind: "channel-disabled" };
  if (!isSentTo(settings, send)) return { kind: "recipient-not-allowed" };
  const known = laneKind(challenge.lane) === "device";
  const payment = paymentOf(deps, send, now);
  const full = await payment.check(known, reference.ledgerKey);
  if (full) return full;

  const write = { by: invocationId(random), now };
  const networks = sourceIp === undefined ? [] : askingNetworks(await keys.recipient(), sourceIp, deps.live);
  const asker = { ...reference, lane: challenge.lane, networks };
  const admitted = await admitResend({ storage, settings }, asker, send.channel, write);
  if (admitted.kind === "rate-limited") {
    await noteRefusedSend(deps, admitted, now);
    return admitted;
  }
  const unproven = isUnproven(settings, traitsOf(challenge.channel).addressKind, admitted);
  const paid = await payment.pay({ known, unproven }, write);
  if (paid.kind === "channel-unavailable") return paid;

  const result = await storage.challenges.countSend(reference, { ...write, ...asked, resendAfterSeconds });
  if (result.kind === "done")
    return {
      kind: "accepted",
      challengeId: challengeId as ChallengeId,
      challenge: result.challenge,
      ...(paid.spentPercent !== undefined && { spentPercent: paid.spentPercent }),
    };
  // It has changed since it was read. Its item tells how, or that it is gone.
  return (result.challenge && hindrance(result.challenge, asked, now)) ?? { kind: "challenge-not-found" };
}

/** Why a challenge takes no further send; undefined where it does. */
function hindrance(
  challenge: Challenge,
  {
    channel,
    withoutTransaction,
  }: { readonly channel: Channel | undefined; readonly withoutTransaction: boolean },
  now: number,
): Exclude<ResendCodeOutcome, { kind: "accepted" }> | undefined {
  const reason = undecidable(challenge, now);
  if (reason) return reason;
  if (channel && traitsOf(channel).addressKind !== traitsOf(challenge.channel).addressKind)
    return {
      kind: "invalid",
      path: "channel",
      message: "The code cannot go another way than to its recipient.",
    };
  if (channel && !turnsInto(challenge.channel, channel))
    return {
      kind: "invalid",
      path: "channel",
      message: "A notification and a message prove different things. Ask for a new code.",
    };
  if (channel && challenge.fixedLine && !traitsOf(channel).reachesFixedLines)
    return { kind: "invalid", path: "channel", message: "This number takes calls and no messages." };
  if (challenge.transaction && withoutTransaction) return SAYS_NO_TRANSACTION;
  if (challenge.sends >= challenge.maxSends) return { kind: "too-many-sends" };
  const wait = challenge.nextSendAt - now;
  return wait > 0 ? { kind: "rate-limited", limit: "cooldown", retryAfterSeconds: wait } : undefined;
}
