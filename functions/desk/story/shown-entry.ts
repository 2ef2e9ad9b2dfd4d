import {
  type Challenge,
  type ChallengeState,
  type DeliveryState,
  type EndCause,
  isByPasskeyAlone,
  stateAt,
} from "../../domain/challenge.ts";
import type { Channel } from "../../domain/channel.ts";
import { laneKind, type LaneKind } from "../../domain/lane.ts";
import type { NoticeKind } from "../../domain/notice.ts";
import { isServiceFault } from "../../domain/service-fault.ts";
import type { NetworkBefore, StoryContact, StoryEntry } from "../../flows/read-story.ts";
import type { TracedChallenge, TracedGrant, TracedNotice } from "../../storage/port/persons.ts";
import { isoText } from "../shown.ts";

/** What every entry has. Instants are ISO 8601. */
interface Entry {
  /** Names it among the person's entries alone. */
  readonly id: string;
  /** When it was asked for, or happened. */
  readonly at: string;
  /** Which of the contacts it is about, by its pseudonym. */
  readonly recipient: string;
}

/** What became of the last message. */
export interface ShownSend {
  readonly state: DeliveryState;
  readonly provider?: string;
  /** A stable code. */
  readonly reason?: string;
  /** When the state came to be. */
  readonly at?: string;
  /** Whether it did not arrive for a reason that the recipient has nothing to do with. */
  readonly serviceFault: boolean;
}

/**
 * Why nothing was to be sent, as far as it can be told by what holds now: no customer has the address, it was blocked by then,
 * no browser of theirs showed notifications. `unknown` where it was one of these then, and is not now.
 */
export type DecoyFor = "no-customer" | "blocked" | "no-browser" | "unknown";

/** A code that was asked for, and all that followed; or a sign-in by passkey alone. */
export interface ChallengeEntry extends Entry {
  readonly kind: "challenge";
  readonly address: string;
  readonly channel: Channel;
  readonly purpose: string;
  readonly app?: string;
  /** Browser and system, like `Firefox on Windows`. */
  readonly askedFrom?: string;
  /** Its pseudonym; absent where the owner's server asked and named no user's. */
  readonly network?: string;
  readonly networkBefore: NetworkBefore;
  /** Whose limits it was counted on: anyone's, or those of a device or network that is known, or of a click. */
  readonly lane: LaneKind;
  /** Whether its code was one that cannot be guessed. */
  readonly strong: boolean;
  readonly sends: number;
  readonly delivery: ShownSend;
  /** Whether no guess was left, and none was right. */
  readonly locked?: true;
  /** Wrong codes, and wrong second factors. */
  readonly wrong: number;
  readonly wrongFactors: number;
  readonly state: ChallengeState;
  readonly expiresAt: string;
  /** When the code was right, where a second step was waited for. */
  readonly provedAt?: string;
  readonly approvedAt?: string;
  /** Of a session: until when it lasts, unless it is ended. */
  readonly sessionEndsAt?: string;
  /** When its session was ended, or its code called off, and why. */
  readonly endedAt?: string;
  readonly endedFor?: EndCause;
  readonly byPasskey?: true;
  readonly test?: true;
  /** Why nothing was to be sent; see {@link DecoyFor}. */
  readonly decoy?: DecoyFor;
}

/** A message about what was changed. */
export interface NoticeEntry extends Entry {
  readonly kind: "notice";
  readonly address: string;
  readonly notice: NoticeKind;
  /** `sent`, `failed`, `suppressed` or `needless`; absent as long as it waits. */
  readonly outcome?: string;
  readonly doneAt?: string;
  /** Tried no more from then on. */
  readonly until: string;
}

/** What an app was granted. */
export interface GrantEntry extends Entry {
  readonly kind: "grant";
  readonly address: string;
  readonly app: string;
  readonly scope: string;
  /** `code`: its code was not exchanged. `given`: tokens were. `expired`: it is over by itself. */
  readonly state: "code" | "given" | "ended" | "expired";
  readonly givenAt?: string;
  readonly endedAt?: string;
  readonly expiresAt: string;
}

/** An item that cannot be read. */
export interface DamagedEntry extends Entry {
  readonly kind: "damaged";
  readonly of: "challenge" | "notice" | "grant";
}

export type ShownEntry = ChallengeEntry | NoticeEntry | GrantEntry | DamagedEntry;

/** How entries are shown. */
export interface ShowingEntries {
  /** Epoch seconds. */
  readonly now: number;
  /** How addresses are shown. */
  readonly show: (address: string) => string;
  readonly contacts: readonly StoryContact[];
}

/** An entry as admins see it. */
export function shownEntry(entry: StoryEntry, { now, show, contacts }: ShowingEntries): ShownEntry {
  const { id, trace, told, network = "unnamed" } = entry;
  const common = { id, at: isoText(trace.at), recipient: trace.recipientKey };
  switch (told.kind) {
    case "challenge":
      return {
        ...common,
        ...shownChallenge(told, network, now, show),
        ...(told.challenge.decoy && { decoy: decoyFor(told.challenge, contacts) }),
      };
    case "notice":
      return { ...common, ...shownNotice(told, show) };
    case "grant":
      return { ...common, ...shownGrant(told, now, show) };
    case "damaged":
      return { ...common, kind: "damaged", of: trace.kind };
  }
}

type Show = (address: string) => string;

/** The members of an instant that may be absent. */
function instants<Name extends string>(all: Readonly<Record<Name, number | undefined>>) {
  const known = Object.entries<number | undefined>(all).flatMap(([name, at]) =>
    at === undefined ? [] : [[name, isoText(at)] as const],
  );
  return Object.fromEntries(known) as Readonly<Partial<Record<Name, string>>>;
}

function shownChallenge(
  { challenge, deliveryAt }: TracedChallenge,
  networkBefore: NetworkBefore,
  now: number,
  show: Show,
): Omit<ChallengeEntry, keyof Entry> {
  const { attempts, provedAt, approvedAt, sessionEndsAt, endedAt, delivery } = challenge;
  const { state, provider, reason } = delivery;
  const endedFor = challenge.endedFor ?? challenge.canceledFor;
  const byPasskey = isByPasskeyAlone(challenge);
  // The right code counts among the attempts, too.
  const right = (provedAt ?? approvedAt) !== undefined && !byPasskey ? 1 : 0;
  return {
    kind: "challenge",
    address: show(challenge.address),
    ...{ channel: challenge.channel, purpose: challenge.purpose },
    ...(challenge.app !== undefined && { app: challenge.app }),
    ...(challenge.askedFrom !== undefined && { askedFrom: challenge.askedFrom }),
    ...(challenge.origin !== undefined && { network: challenge.origin }),
    networkBefore,
    lane: laneKind(challenge.lane),
    strong: challenge.format !== "digits",
    sends: challenge.sends,
    delivery: {
      state,
      ...(provider !== undefined && { provider }),
      ...(reason !== undefined && { reason }),
      ...instants({ at: deliveryAt }),
      serviceFault: isServiceFault(delivery),
    },
    ...(right === 0 && attempts >= challenge.maxAttempts && { locked: true }),
    wrong: Math.max(0, attempts - right),
    wrongFactors: challenge.factorFailures ?? 0,
    state: stateAt(challenge, now),
    expiresAt: isoText(challenge.expiresAt),
    ...instants({ provedAt, approvedAt, sessionEndsAt, endedAt }),
    ...(endedFor !== undefined && { endedFor }),
    ...(byPasskey && { byPasskey }),
    ...(challenge.test === true && { test: true }),
  };
}

function decoyFor(
  { recipientKey, channel, issuedAt }: Challenge,
  contacts: readonly StoryContact[],
): DecoyFor {
  const contact = contacts.find((one) => one.recipientKey === recipientKey)?.state.contact;
  if (!contact) return "no-customer";
  const { status, blockedAt } = contact;
  if (status === "blocked" && blockedAt !== undefined && blockedAt <= issuedAt) return "blocked";
  return status === "active" && channel === "push" ? "no-browser" : "unknown";
}

function shownNotice(
  { of, address, outcome, doneAt, until }: TracedNotice,
  show: Show,
): Omit<NoticeEntry, keyof Entry> {
  return {
    ...{ kind: "notice", address: show(address), notice: of, until: isoText(until) },
    ...(outcome !== undefined && { outcome }),
    ...instants({ doneAt }),
  };
}

function shownGrant(
  { grant, givenAt, endedAt }: TracedGrant,
  now: number,
  show: Show,
): Omit<GrantEntry, keyof Entry> {
  const { status, expiresAt, codeExpiresAt } = grant;
  const isOver = (status === "code" ? codeExpiresAt : expiresAt) <= now;
  return {
    ...{ kind: "grant", address: show(grant.address), app: grant.clientId, scope: grant.scope },
    state: status === "given" && isOver ? "expired" : status,
    ...instants({ givenAt, endedAt }),
    expiresAt: isoText(status === "code" ? codeExpiresAt : expiresAt),
  };
}
