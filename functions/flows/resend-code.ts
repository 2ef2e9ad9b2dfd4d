import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { type Challenge, type Undecidable, undecidable } from "../domain/challenge.ts";
import { type Channel, traitsOf } from "../domain/channel.ts";
import type { ChallengeId } from "../domain/challenge-id.ts";
import { originKey } from "../domain/origin.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { admitSend, type RateLimited } from "./admit-send.ts";
import { resolveChallenge } from "./resolve-challenge.ts";

export interface ResendCodeDependencies {
  readonly storage: Stores<{ challenges: "countSend"; ledgers: "admit"; origins: "count" }>;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
}

export type ResendCodeOutcome =
  | { readonly kind: "accepted"; readonly challengeId: ChallengeId; readonly challenge: Challenge }
  | { readonly kind: "too-many-sends" }
  | { readonly kind: "channel-disabled" }
  | { readonly kind: "invalid"; readonly path: string; readonly message: string }
  | RateLimited
  | Undecidable;

export interface ResendCodeInput {
  readonly challengeId: string;
  /** Another way to the same number, from now on. */
  readonly channel?: Channel | undefined;
  readonly sourceIp: string;
}

/** Asks for the same passcode once more; the expiry stays. It counts as a send even if the challenge then refuses it. */
export async function resendCode(
  { storage, keys, settings, clock, random }: ResendCodeDependencies,
  { challengeId, channel, sourceIp }: ResendCodeInput,
): Promise<ResendCodeOutcome> {
  if (channel && !settings.channels[channel].enabled) return { kind: "channel-disabled" };
  const now = clock();
  const resolved = await resolveChallenge(keys, challengeId, now);
  if (resolved.kind !== "resolved") return resolved;
  const { reference } = resolved;

  const write = { by: invocationId(random), now };
  const origin = originKey(await keys.recipient(), sourceIp);
  const admitted = await admitSend(storage, settings, origin, reference.ledgerKey, write);
  if (admitted.kind === "rate-limited") return admitted;

  const { resendAfterSeconds } = settings.passcode;
  const result = await storage.challenges.countSend(reference, { ...write, resendAfterSeconds, channel });
  if (result.kind === "done")
    return { kind: "accepted", challengeId: challengeId as ChallengeId, challenge: result.challenge };
  const { challenge } = result;
  const reason = undecidable(challenge, now);
  if (reason) return reason;
  if (channel && challenge && traitsOf(channel).addressKind !== traitsOf(challenge.channel).addressKind)
    return {
      kind: "invalid",
      path: "channel",
      message: "The code cannot go another way than to its recipient.",
    };
  if (!challenge || challenge.sends >= challenge.maxSends) return { kind: "too-many-sends" };
  return {
    kind: "rate-limited",
    limit: "cooldown",
    retryAfterSeconds: Math.max(1, challenge.nextSendAt - now),
  };
}
