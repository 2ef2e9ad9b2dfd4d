import type { Clock } from "../domain/ambient.ts";
import {
  type Challenge,
  type ChallengeState,
  type DeliveryState,
  MAX_CODE_SECONDS,
  PROVED_SECONDS,
  stateAt,
} from "../domain/challenge.ts";
import { provesAddress } from "../domain/channel.ts";
import { isServiceFault } from "../domain/service-fault.ts";
import type { Keys } from "../keys/port.ts";
import { asksFactors, type Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { resolveChallenge } from "./resolve-challenge.ts";

export interface ReadStatusDependencies {
  readonly storage: Stores<{ challenges: "read" }>;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly clock: Clock;
}

export type ReadStatusOutcome =
  | {
      readonly kind: "found";
      readonly challenge: Challenge;
      readonly state: ChallengeState;
      /** A registered service says `accepted` to every caller, and of a notification all do: delivery would tell who is known. */
      readonly delivery: DeliveryState | "accepted";
      /** Whether the message did not arrive, and its recipient has nothing to do with that. */
      readonly serviceFault: boolean;
      readonly now: number;
    }
  | { readonly kind: "challenge-not-found" }
  | { readonly kind: "challenge-expired" };

/** Tells the holder of a challenge id where the challenge stands. */
export async function readStatus(
  { storage, keys, settings, clock }: ReadStatusDependencies,
  challengeId: string,
): Promise<ReadStatusOutcome> {
  const now = clock();
  const waits = asksFactors(settings) ? PROVED_SECONDS : 0;
  const resolved = await resolveChallenge(keys, challengeId, now, waits);
  if (resolved.kind !== "resolved") return resolved;
  const challenge = await storage.challenges.read(resolved.reference);
  if (!challenge) return { kind: "challenge-not-found" };
  // Only one that waits for a second factor is told of for longer than a code may live.
  if (now >= challenge.issuedAt + MAX_CODE_SECONDS && challenge.status !== "proved")
    return { kind: "challenge-expired" };
  // A notification's fate would tell who has a browser that shows it.
  const silent = settings.registration === "registered" || !provesAddress(challenge.channel);
  return {
    kind: "found",
    challenge,
    state: stateAt(challenge, now),
    delivery: silent ? "accepted" : challenge.delivery.state,
    serviceFault: !silent && isServiceFault(challenge.delivery),
    now,
  };
}
