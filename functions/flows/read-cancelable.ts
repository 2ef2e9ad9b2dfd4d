import type { Clock } from "../domain/ambient.ts";
import { type Challenge, CLICK_SECONDS } from "../domain/challenge.ts";
import { givesClickLane } from "../domain/click.ts";
import { clickLane, ledgerOf } from "../domain/lane.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";
import { resolveCancelToken } from "./resolve-cancel-token.ts";

export interface ReadCancelableDependencies {
  readonly storage: Stores<{ challenges: "read"; devices: "readClick" }>;
  readonly keys: Pick<Keys, "find">;
  readonly clock: Clock;
}

export type ReadCancelableOutcome =
  /** A click would change something. */
  | { readonly kind: "cancelable"; readonly challenge: Challenge }
  /** It would change nothing, but may let the browser ask for a code. */
  | { readonly kind: "over"; readonly givesLane: boolean; readonly forDay: boolean }
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
  const now = clock();
  const until = await givesUntil(storage, challenge, now);
  return { kind: "over", givesLane: until > now, forDay: until >= now + LEAST_PROMISED_SECONDS };
}

/** So much must be left of a lane where a page promises a day, in seconds: it was given a moment ago. */
const LEAST_PROMISED_SECONDS = CLICK_SECONDS - 3600;

/** Until when another click's lane would be known, in epoch seconds; 0 where it gives none. */
async function givesUntil(
  storage: ReadCancelableDependencies["storage"],
  challenge: Challenge,
  now: number,
): Promise<number> {
  if (!givesClickLane(challenge, now)) return 0;
  const given = await storage.devices.readClick(ledgerOf({ ...challenge, lane: clickLane(challenge.nonce) }));
  if (!given) return now + CLICK_SECONDS;
  return given.isVoid ? 0 : given.endsAt;
}

/** A session that ended plainly may have left grants behind, which outlive it. */
function isCancelable({ status, endedFor }: Challenge): boolean {
  if (status === "ended") return endedFor === undefined;
  return status !== "canceled";
}
