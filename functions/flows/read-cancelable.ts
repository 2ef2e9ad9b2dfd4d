import type { Clock } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import { givesClickLane } from "../domain/click.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";
import { resolveCancelToken } from "./resolve-cancel-token.ts";

export interface ReadCancelableDependencies {
  readonly storage: Stores<{ challenges: "read" }>;
  readonly keys: Pick<Keys, "find">;
  readonly clock: Clock;
}

export type ReadCancelableOutcome =
  /** A click would change something. */
  | { readonly kind: "cancelable"; readonly challenge: Challenge }
  /** It would change nothing, but may let the browser ask for a code. */
  | { readonly kind: "over"; readonly givesLane: boolean }
  | { readonly kind: "challenge-not-found" };

/** What a click on the page of a cancel token would meet. It changes nothing: mail scanners follow links. */
export async function readCancelable(
  { storage, keys, clock }: ReadCancelableDependencies,
  token: string,
): Promise<ReadCancelableOutcome> {
  const at = await resolveCancelToken(keys, token);
  const challenge = at && (await storage.challenges.read(at));
  if (!challenge) return { kind: "challenge-not-found" };
  if (isCancelable(challenge)) return { kind: "cancelable", challenge };
  return { kind: "over", givesLane: givesClickLane(challenge, clock()) };
}

/** A session that ended plainly may have left grants behind, which outlive it. */
function isCancelable({ status, endedFor }: Challenge): boolean {
  return status === "pending" || status === "approved" || (status === "ended" && endedFor === undefined);
}
