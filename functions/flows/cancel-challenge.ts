import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { resolveCancelToken } from "./resolve-cancel-token.ts";

/** As many sends an unwanted code takes from what its network may still ask for in this hour. */
const SENDS_PER_STRIKE = 10;

export interface CancelChallengeDependencies {
  readonly storage: Stores<{ challenges: "cancel"; origins: "strike" }>;
  readonly keys: Pick<Keys, "find">;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
}

export type CancelChallengeOutcome =
  | { readonly kind: "canceled"; readonly challenge: Challenge }
  /** By an earlier click, or because the person signed out. */
  | { readonly kind: "over"; readonly challenge: Challenge }
  | { readonly kind: "challenge-not-found" };

/**
 * "This was not me": cancels a pending challenge or ends its session, and holds it against the network that asked. Only
 * the click that changed something counts, so that repeating it does nothing more.
 */
export async function cancelChallenge(
  { storage, keys, settings, clock, random }: CancelChallengeDependencies,
  token: string,
): Promise<CancelChallengeOutcome> {
  const at = await resolveCancelToken(keys, token);
  if (!at) return { kind: "challenge-not-found" };
  const now = clock();
  const { kind, challenge } = await storage.challenges.cancel(at, now);
  if (!challenge) return { kind: "challenge-not-found" };
  if (kind === "refused") return { kind: "over", challenge };
  await storage.origins.strike(
    challenge.origin,
    challenge.ledgerKey,
    { sends: SENDS_PER_STRIKE, perHour: settings.limits.originPerHour },
    { by: invocationId(random), now },
  );
  return { kind: "canceled", challenge };
}
