import type { Clock } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";
import { resolveCancelToken } from "./resolve-cancel-token.ts";

/** As many sends an unwanted code takes from what its network may still ask for in this hour, once an hour at most. */
const SENDS_PER_STRIKE = 10;

export interface CancelChallengeDependencies {
  readonly storage: Stores<{ challenges: "cancel"; origins: "strike" }>;
  readonly keys: Pick<Keys, "find">;
  readonly clock: Clock;
}

export type CancelChallengeOutcome =
  | { readonly kind: "canceled"; readonly challenge: Challenge }
  /** By an earlier click, or a sign-out everywhere. */
  | { readonly kind: "over"; readonly challenge: Challenge }
  | { readonly kind: "challenge-not-found" };

/**
 * "This was not me": cancels a pending challenge or ends its session, or what apps hold on to of one that was signed out,
 * and holds it against the network that asked. Only the click that changed something counts, so that repeating it does
 * nothing more.
 */
export async function cancelChallenge(
  { storage, keys, clock }: CancelChallengeDependencies,
  token: string,
): Promise<CancelChallengeOutcome> {
  const at = await resolveCancelToken(keys, token);
  if (!at) return { kind: "challenge-not-found" };
  const now = clock();
  const { kind, challenge } = await storage.challenges.cancel(at, now, "not-me");
  if (!challenge) return { kind: "challenge-not-found" };
  if (kind === "refused") return { kind: "over", challenge };
  if (challenge.origin) await storage.origins.strike(challenge.origin, SENDS_PER_STRIKE, now);
  return { kind: "canceled", challenge };
}
