import type { Challenge } from "../domain/challenge.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";
import { resolveCancelToken } from "./resolve-cancel-token.ts";

export interface ReadCancelableDependencies {
  readonly storage: Stores<{ challenges: "read" }>;
  readonly keys: Pick<Keys, "find">;
}

export type ReadCancelableOutcome =
  /** A click would change something. */
  | { readonly kind: "cancelable"; readonly challenge: Challenge }
  | { readonly kind: "over" }
  | { readonly kind: "challenge-not-found" };

/** What a click on the page of a cancel token would meet. It changes nothing: mail scanners follow links. */
export async function readCancelable(
  { storage, keys }: ReadCancelableDependencies,
  token: string,
): Promise<ReadCancelableOutcome> {
  const at = await resolveCancelToken(keys, token);
  const challenge = at && (await storage.challenges.read(at));
  if (!challenge) return { kind: "challenge-not-found" };
  return isCancelable(challenge) ? { kind: "cancelable", challenge } : { kind: "over" };
}

/** A session that ended plainly may have left grants behind, which outlive it. */
function isCancelable({ status, endedFor }: Challenge): boolean {
  return status === "pending" || status === "approved" || (status === "ended" && endedFor === undefined);
}
