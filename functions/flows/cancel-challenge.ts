import type { Clock } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";
import {
  type Clicker,
  type GivenClick,
  giveClickLanes,
  type GiveClickLanesDependencies,
} from "./give-click-lanes.ts";
import { resolveCancelToken } from "./resolve-cancel-token.ts";

/** As many sends an unwanted code takes from what its network may still ask for in this hour, once an hour at most. */
const SENDS_PER_STRIKE = 10;

export interface CancelChallengeDependencies extends GiveClickLanesDependencies {
  readonly storage: Stores<{ challenges: "cancel"; origins: "strike" }> &
    GiveClickLanesDependencies["storage"];
  readonly keys: Pick<Keys, "find" | "recipient">;
  readonly clock: Clock;
}

/** About a challenge, and what the browser is known by from now on, where its user clicked on our own page in time. */
interface About {
  readonly challenge: Challenge;
  readonly given?: GivenClick;
}

export type CancelChallengeOutcome =
  | ({ readonly kind: "canceled" } & About)
  /** By an earlier click, or a sign-out everywhere. */
  | ({ readonly kind: "over" } & About)
  | { readonly kind: "challenge-not-found" };

/**
 * "This was not me": cancels a pending challenge or ends its session, or what apps hold on to of one that was signed out,
 * and holds it against the network that asked. Only the click that changed something counts, so that repeating it does
 * nothing more than to let the browser that clicked last ask for a code. What other devices lose by the click, the stream
 * takes from them; it touches nothing of what the click gives.
 * @param whoClicked tells the user, where it was on our own page that they clicked. It is asked once the challenge is
 *   canceled: whatever keeps it from telling stops no click
 */
export async function cancelChallenge(
  deps: CancelChallengeDependencies,
  token: string,
  whoClicked?: () => Promise<Clicker | undefined>,
): Promise<CancelChallengeOutcome> {
  const { storage, keys, clock } = deps;
  const at = await resolveCancelToken(keys, token);
  if (!at) return { kind: "challenge-not-found" };
  const now = clock();
  const { kind, challenge } = await storage.challenges.cancel(at, now, "not-me");
  if (!challenge) return { kind: "challenge-not-found" };
  const canceled = kind === "done";
  if (canceled && challenge.origin) await storage.origins.strike(challenge.origin, SENDS_PER_STRIKE, now);
  const clicker = await whoClicked?.();
  const given = clicker && (await giveClickLanes(deps, challenge, clicker, now));
  return { kind: canceled ? "canceled" : "over", challenge, ...(given && { given }) };
}
