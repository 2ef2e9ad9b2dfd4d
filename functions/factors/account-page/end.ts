import { sideOf } from "../../domain/desk-purposes.ts";
import type { Clock } from "../../domain/ambient.ts";
import { type Challenge, isSession, type Session } from "../../domain/challenge.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import { followedSessions } from "../../flows/followed-sessions.ts";
import type { SessionReference } from "../../domain/reference.ts";
import { type GoingOn, goingOn } from "../../flows/going-on.ts";
import type { Keys } from "../../keys/port.ts";
import type { OpenGrant } from "../../storage/port/grants.ts";
import type { Stores } from "../../storage/port.ts";
import { type OwnerDependencies, readOwner } from "./owner.ts";
import { type OwnContact, ownContacts, type OwnContactsDependencies } from "./own-contacts.ts";
import { shownSessionId } from "./shown-session.ts";

export interface EndGrantsOfDependencies extends OwnerDependencies, OwnContactsDependencies {
  readonly storage: OwnerDependencies["storage"] &
    OwnContactsDependencies["storage"] &
    Stores<{ grants: "listOpen" | "end" }>;
}

export interface EndSessionsDependencies extends EndGrantsOfDependencies {
  readonly storage: EndGrantsOfDependencies["storage"] & Stores<{ challenges: "list" | "end" }>;
  readonly keys: Pick<Keys, "find" | "recipient">;
  readonly clock: Clock;
}

/** A session as the page calls it. */
export interface NamedSession {
  readonly id: string;
}

/** The one that the page calls so, or all but the one that asks. */
export type WhichSessions = NamedSession | "others";

export interface Ended {
  readonly kind: "ended";
  readonly session: Session;
  /** How many. */
  readonly count: number;
  /** Whether it was the one that asks. */
  readonly own: boolean;
}

export interface EndRefusal {
  readonly kind: "no-session" | "session-not-found" | "app-not-found";
}

/**
 * Ends sessions of who asks. The own one ends as by a plain sign-out. With another one ends what apps were granted of it,
 * also what would outlive a sign-out: who ends it may not know whose it is. A session is looked for among the subject's
 * own ones alone, so that the id of another user's names nothing.
 * @throws the first fault, once all is done that can be
 */
export async function endSessions(
  deps: EndSessionsDependencies,
  credential: string | undefined,
  which: WhichSessions,
): Promise<Ended | EndRefusal> {
  const session = await readOwner(deps, credential);
  if (!session) return { kind: "no-session" };
  const now = deps.clock();
  const secret = await deps.keys.recipient();
  if (which !== "others" && which.id === shownSessionId(secret, session)) {
    await deps.storage.challenges.end(session, now);
    return { kind: "ended", session, count: 1, own: true };
  }
  const on = goingOn();
  // Those that this browser held before are this one's own: apps go by them.
  const held = await followedSessions(deps.storage, session, on);
  const own = new Set([session, ...held].map(({ nonce }) => nonce));
  const wanted = (one: Challenge) =>
    isSession(one, now) &&
    sideOf(one) === "users" &&
    one.subject === session.subject &&
    !own.has(one.nonce) &&
    (which === "others" || shownSessionId(secret, one) === which.id);
  let count = 0;
  for (const { recipientKey } of await contactsOf(deps, session, on)) {
    count += (await on.step(() => endIn(deps, recipientKey, wanted, now, on))) ?? 0;
    if (count > 0 && which !== "others") break;
  }
  on.tell();
  if (count === 0 && which !== "others") return { kind: "session-not-found" };
  return { kind: "ended", session, count, own: false };
}

/** All contacts; at least the own one, where the others cannot be found. */
async function contactsOf(
  deps: EndGrantsOfDependencies,
  session: Session,
  on: GoingOn,
): Promise<readonly OwnContact[]> {
  const found = await on.step(() => ownContacts(deps, session));
  return found?.contacts ?? [session];
}

async function endIn(
  deps: EndSessionsDependencies,
  recipientKey: RecipientKey,
  wanted: (one: Challenge) => boolean,
  now: number,
  on: GoingOn,
): Promise<number> {
  const { challenges: listed, damaged } = await deps.storage.challenges.list(recipientKey);
  on.note(damaged);
  const ending = listed.filter(wanted);
  if (ending.length === 0) return 0;
  const before = await Promise.all(ending.map((one) => followedSessions(deps.storage, one, on)));
  const all: readonly SessionReference[] = [...ending, ...before.flat()];
  for (const one of all) await on.step(() => deps.storage.challenges.end(one, now));
  // At once, and not by the stream: a refresh token must not live for a second longer.
  const nonces = new Set(all.map(({ nonce }) => nonce));
  for (const key of new Set(all.map((one) => one.recipientKey)))
    await endGrantsIn(deps, key, (grant) => nonces.has(grant.sessionNonce), now, on);
  return ending.length;
}

/**
 * Ends all that an app was granted by who asks.
 * @throws the first fault, once all is done that can be
 */
export async function endApp(
  deps: EndGrantsOfDependencies,
  credential: string | undefined,
  clientId: string,
): Promise<Ended | EndRefusal> {
  const session = await readOwner(deps, credential);
  if (!session) return { kind: "no-session" };
  const now = deps.clock();
  const on = goingOn();
  const wanted = (grant: OpenGrant) => grant.clientId === clientId && grant.subject === session.subject;
  let count = 0;
  for (const { recipientKey } of await contactsOf(deps, session, on))
    count += (await on.step(() => endGrantsIn(deps, recipientKey, wanted, now, on))) ?? 0;
  on.tell();
  return count === 0 ? { kind: "app-not-found" } : { kind: "ended", session, count, own: false };
}

async function endGrantsIn(
  { storage: { grants } }: EndGrantsOfDependencies,
  recipientKey: RecipientKey,
  wanted: (grant: OpenGrant) => boolean,
  now: number,
  on: GoingOn,
): Promise<number> {
  let count = 0;
  for await (const page of grants.listOpen(recipientKey, now)) {
    on.note(page.damaged);
    for (const grant of page.grants)
      if (grant.status !== "ended" && wanted(grant) && (await on.step(() => grants.end(grant, now))))
        count += 1;
  }
  return count;
}
