import type { Challenge } from "../domain/challenge.ts";
import type { SessionReference } from "../domain/reference.ts";
import type { Stores } from "../storage/port.ts";
import type { GoingOn } from "./going-on.ts";

/** More sign-ins than this in one browser, within the life of a session, are no person's. */
const MOST = 50;

/** A session that another one follows. */
export interface Followed extends SessionReference {
  /** Absent where its item is gone or damaged: then what it followed itself is not known. */
  readonly session?: Challenge;
}

/**
 * The sessions that a session follows, the newest first. Most follow none, and then nothing is read.
 * @param on notes what cannot be read
 */
export async function followedSessions(
  { challenges }: Stores<{ challenges: "read" }>,
  { follows }: Pick<Challenge, "follows">,
  on: Pick<GoingOn, "step">,
): Promise<readonly Followed[]> {
  const found: Followed[] = [];
  const isNew = ({ nonce }: SessionReference) => found.every((one) => one.nonce !== nonce);
  for (let next = follows; next && found.length < MOST && isNew(next);) {
    const at = next;
    const session = await on.step(() => challenges.read(at));
    found.push({ ...at, ...(session && { session }) });
    next = session?.follows;
  }
  return found;
}
