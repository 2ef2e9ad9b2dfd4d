import type { Challenge } from "../domain/challenge.ts";
import type { SessionReference } from "../domain/reference.ts";
import type { Stores } from "../storage/port.ts";

/** More sign-ins than this in one browser, within the life of a session, are no person's. */
const MOST = 50;

/** The sessions that a session follows, the newest first. Most follow none, and then nothing is read. */
export async function followedSessions(
  { challenges }: Stores<{ challenges: "read" }>,
  { follows }: Pick<Challenge, "follows">,
): Promise<readonly SessionReference[]> {
  const found: SessionReference[] = [];
  const isNew = ({ nonce }: SessionReference) => found.every((one) => one.nonce !== nonce);
  for (let next = follows; next && found.length < MOST && isNew(next);) {
    found.push(next);
    next = (await challenges.read(next))?.follows;
  }
  return found;
}
