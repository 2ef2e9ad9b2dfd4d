import type { Clock } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";
import { resolveSessionToken } from "./resolve-session.ts";

export interface FollowSessionDependencies {
  readonly storage: Stores<{ challenges: "follow" | "endShown" | "read" }>;
  readonly keys: Pick<Keys, "find">;
  readonly clock: Clock;
}

/**
 * Has a new session follow the one that a browser held until then: no browser has the token of that one any more. Its token opens nothing
 * from now on (OWASP ASVS 5.0, 7.2.4). A session of the same subject goes on for the apps that it let in, until the new one
 * ends; another's is over at once.
 * @param token what the browser held
 */
export async function followSession(
  { storage: { challenges }, keys, clock }: FollowSessionDependencies,
  token: string,
  session: Challenge,
): Promise<void> {
  const shown = await resolveSessionToken(keys, token);
  if (!shown || shown.nonce === session.nonce) return;
  const now = clock();
  // One contact may have passed from one customer to another, and one customer may have several.
  const before = await challenges.read(shown);
  if (before?.subject === session.subject) await challenges.follow(session, shown, now);
  else await challenges.endShown(shown, now);
}
