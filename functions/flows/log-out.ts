import type { Clock } from "../domain/ambient.ts";
import { type Challenge, isSession, mayEnd } from "../domain/challenge.ts";
import { sideOf } from "../domain/desk-purposes.ts";
import type { SessionReference } from "../domain/reference.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { ChallengeList } from "../storage/port/challenges.ts";
import type { Stores } from "../storage/port.ts";
import { atMost } from "./at-most.ts";
import { endRecipient, type EndRecipientStorage } from "./end-recipient.ts";
import { type GoingOn, goingOn } from "./going-on.ts";
import { otherContacts, type OtherContactsStorage } from "./other-contacts.ts";
import { resolveSession } from "./resolve-session.ts";
import { voidLanes, type VoidLanesDependencies } from "./void-lanes.ts";

export interface LogOutDependencies {
  readonly storage: EndRecipientStorage &
    VoidLanesDependencies["storage"] &
    OtherContactsStorage &
    Stores<{ challenges: "read" | "endShown" | "listOpen" }>;
  readonly settings: Pick<Settings, "registration">;
  readonly keys: Keys;
  readonly signer: Signer;
  readonly clock: Clock;
}

/**
 * Ends the session that the credential names; asked for all, also every other session and pending challenge of its
 * recipient, and of the customer's other contacts, if the session itself still holds. Repeating it, or having no session
 * at all, is no error.
 * @returns whose session it was, for the audit trail
 * @throws the first fault, once all is done that can be
 */
export async function logOut(
  deps: LogOutDependencies,
  { credential, all }: { readonly credential: string | undefined; readonly all: boolean },
): Promise<{ readonly recipientKey: string } | undefined> {
  const { challenges } = deps.storage;
  const now = deps.clock();
  const resolved = await resolveSession(deps, credential, now);
  if (!resolved) return undefined;
  const { reference, shown } = resolved;
  const on = goingOn();
  const session = all ? await on.step(() => challenges.read(reference)) : undefined;
  const everywhere = isSession(session, now) && (shown === undefined || mayEnd(session, shown, now));
  if (everywhere) {
    await on.step(() => endOthers(deps, reference, now, on));
    await endContacts(deps, session, now, on);
  }
  // The last one to end is the one that proves the right to end the others: a broken-off call can be repeated. No
  // repetition mends a damaged item, which must keep no session alive.
  if (on.isLasting()) {
    const cause = everywhere ? "everywhere" : undefined;
    await (shown ? challenges.endShown(shown, now, cause) : challenges.end(reference, now, cause));
  }
  on.tell();
  return { recipientKey: reference.recipientKey };
}

/** As many writes are under way at the same time: a recipient may have a thousand sessions. */
const AT_ONCE = 50;

/**
 * Ends what else the session's recipient has, page by page. What apps were granted, and their devices, the stream ends with
 * the session.
 */
async function endOthers(
  { storage: { challenges } }: LogOutDependencies,
  { recipientKey, nonce: own }: SessionReference,
  now: number,
  on: GoingOn,
): Promise<void> {
  const end = (challenge: Challenge): Promise<unknown> => {
    const isOpen = challenge.status === "pending" || challenge.status === "proved";
    if (isOpen) return challenges.cancel(challenge, now, "everywhere");
    return challenges.end(challenge, now, "everywhere");
  };
  await atMost(AT_ONCE, othersOf(challenges.listOpen(recipientKey), own, on), (one) =>
    on.step(() => end(one)),
  );
}

async function* othersOf(
  pages: AsyncIterable<ChallengeList>,
  own: string,
  on: GoingOn,
): AsyncGenerator<readonly Challenge[], void> {
  for await (const { challenges, damaged } of pages) {
    on.note(damaged);
    // A sign-in to the desk is another one, and who signs out there does so there.
    yield challenges.filter((one) => one.nonce !== own && sideOf(one) === "users");
  }
}

/** Ends all that the customer's other addresses and numbers have; an open service knows of none. */
async function endContacts(
  deps: LogOutDependencies,
  session: Challenge,
  now: number,
  on: GoingOn,
): Promise<void> {
  const { storage } = deps;
  const { contacts } = await otherContacts(deps, session, { on });
  for (const { recipientKey } of contacts) {
    await on.step(() => endRecipient(storage, recipientKey, now));
    // It may have no session any more by whose end its devices become unknown.
    await on.step(() => voidLanes(deps, recipientKey, now, "everywhere", "users"));
  }
}
