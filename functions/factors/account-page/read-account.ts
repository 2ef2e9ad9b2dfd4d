import { sideOf } from "../../domain/desk-purposes.ts";
import type { Clock } from "../../domain/ambient.ts";
import { type Challenge, isSession, type Session } from "../../domain/challenge.ts";
import type { Fault } from "../../domain/errors.ts";
import type { SubjectFactors } from "../../domain/factors.ts";
import { sessionOfToken } from "../../flows/resolve-session.ts";
import type { Keys } from "../../keys/port.ts";
import { canHaveFactors, type Settings } from "../../settings.ts";
import type { OpenGrant } from "../../storage/port/grants.ts";
import type { Stores } from "../../storage/port.ts";
import { isFreshlyProved, readHolder } from "../may-change.ts";
import { isOwner } from "./owner.ts";
import { type OwnContact, ownContacts } from "./own-contacts.ts";
import { shownSessionId } from "./shown-session.ts";

/** What one page reads and shows at most: an attacker may fill a partition. */
const MOST = { contacts: 10, pagesOfContact: 2, sessions: 50, signIns: 20 } as const;

export interface ReadAccountDependencies {
  readonly storage: Stores<{
    challenges: "read" | "listApproved";
    customers: "read" | "listContacts" | "isContactOf";
    grants: "listOpen";
    factors: "read";
  }>;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly clock: Clock;
}

/** A session as its user may name it. */
export interface OwnSession {
  readonly id: string;
  readonly session: Session;
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

/** All that one app was granted and may still use. */
export interface ShownApp {
  readonly clientId: string;
  /** What people know it by; its id where the settings do not name it any more. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Since when, in epoch seconds. */
  readonly since: number;
}

/** What a user has, as far as one page shows it. */
export interface OwnAccount {
  readonly session: Session;
  readonly contacts: readonly OwnContact[];
  /** The one that asks first, then the newest. */
  readonly sessions: readonly OwnSession[];
  readonly apps: readonly ShownApp[];
  /** The newest first, also those whose session is over. */
  readonly signIns: readonly Session[];
  /** Absent where the settings offer neither a second step nor passkeys. */
  readonly factors?: { readonly enrolled: SubjectFactors | undefined; readonly mayChange: boolean };
  /** Whether there is more than was read or is shown. */
  readonly more: boolean;
  /** Items that nobody can read. */
  readonly damaged: readonly Fault[];
}

/** Reads what a session's subject has; what others have in the same partitions is none of it. */
export async function readAccount(
  deps: ReadAccountDependencies,
  credential: string | undefined,
): Promise<OwnAccount | undefined> {
  const now = deps.clock();
  const held = await readSession(deps, credential, now);
  if (!held || !(await isOwner(deps, held.session))) return undefined;
  const { session } = held;
  const { subject } = session;
  const [secret, own] = await Promise.all([deps.keys.recipient(), ownContacts(deps, session, MOST.contacts)]);
  const read = await Promise.all(own.contacts.map((contact) => readContact(deps, contact, now)));
  const approved = read.flatMap(({ challenges }) => challenges).filter((one) => one.subject === subject);
  const signIns = approved.filter(wasSignIn).sort((a, b) => b.approvedAt - a.approvedAt);
  // What a browser held before is ended with what it holds now, and is no session of its own to anybody.
  const before = new Set(signIns.flatMap(({ follows }) => follows?.nonce ?? []));
  const open = signIns.filter((one) => isSession(one, now) && !before.has(one.nonce));
  const isOwn = ({ nonce }: Session) => nonce === session.nonce;
  const sessions = [...open.filter(isOwn), ...open.filter((one) => !isOwn(one))];
  const grants = read
    .flatMap((one) => one.grants)
    .filter((one) => one.subject === subject && one.status !== "ended");
  return {
    session,
    contacts: own.contacts,
    sessions: sessions.slice(0, MOST.sessions).map((one) => ({
      id: shownSessionId(secret, one),
      session: one,
      current: isOwn(one),
    })),
    apps: appsOf(grants, deps.settings),
    signIns: signIns.slice(0, MOST.signIns),
    ...(held.factors && { factors: held.factors }),
    more: own.more || sessions.length > MOST.sessions || read.some(({ more }) => more),
    damaged: read.flatMap(({ damaged }) => damaged),
  };
}

type Held = Pick<OwnAccount, "session" | "factors">;

async function readSession(
  deps: ReadAccountDependencies,
  credential: string | undefined,
  now: number,
): Promise<Held | undefined> {
  if (!canHaveFactors(deps.settings)) {
    const session = await sessionOfToken(deps, credential, now);
    return session && { session };
  }
  const holder = await readHolder(deps, credential);
  if (holder.kind !== "holder") return undefined;
  const { session, factors: enrolled } = holder;
  return { session, factors: { enrolled, mayChange: isFreshlyProved(holder, now) } };
}

interface ReadContact {
  readonly challenges: readonly Challenge[];
  readonly grants: readonly OpenGrant[];
  readonly damaged: readonly Fault[];
  readonly more: boolean;
}

async function readContact(
  { storage, settings }: Pick<ReadAccountDependencies, "storage" | "settings">,
  { recipientKey }: OwnContact,
  now: number,
): Promise<ReadContact> {
  const [approved, open] = await Promise.all([
    firstPages(storage.challenges.listApproved(recipientKey)),
    // Without apps there is nothing that could have been granted.
    settings.clients.length === 0
      ? { pages: [], more: false }
      : firstPages(storage.grants.listOpen(recipientKey, now)),
  ]);
  return {
    challenges: approved.pages.flatMap(({ challenges }) => challenges),
    grants: open.pages.flatMap(({ grants }) => grants),
    damaged: [...approved.pages, ...open.pages].flatMap(({ damaged }) => damaged),
    more: approved.more || open.more,
  };
}

/** As many pages as are read at most; whether there may be more is known by the last of them alone. */
async function firstPages<Page>(
  all: AsyncIterable<Page>,
): Promise<{ readonly pages: readonly Page[]; readonly more: boolean }> {
  const pages: Page[] = [];
  for await (const page of all) {
    pages.push(page);
    if (pages.length === MOST.pagesOfContact) return { pages, more: true };
  }
  return { pages, more: false };
}

function wasSignIn(challenge: Challenge): challenge is Session {
  // A sign-in to the desk is no session of a user, also where both have one address.
  if (sideOf(challenge) === "desk") return false;
  return challenge.approvedAt !== undefined && challenge.sessionEndsAt !== undefined;
}

function appsOf(grants: readonly OpenGrant[], { clients }: Pick<Settings, "clients">): ShownApp[] {
  return [...Map.groupBy(grants, ({ clientId }) => clientId)]
    .map(([clientId, its]) => ({
      clientId,
      name: clients.find(({ id }) => id === clientId)?.name ?? clientId,
      scopes: [...new Set(its.flatMap(({ scope }) => scope.split(" ").filter(Boolean)))],
      since: Math.min(...its.map(({ issuedAt }) => issuedAt)),
    }))
    .sort((a, b) => b.since - a.since);
}
