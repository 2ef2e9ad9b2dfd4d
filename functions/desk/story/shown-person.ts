import type { HeldLimits } from "../../flows/held-limits.ts";
import type { Story, StoryContact } from "../../flows/read-story.ts";
import type { Trace } from "../../storage/port/persons.ts";
import { isoText } from "../shown.ts";

/** Until when a limit keeps the next code back. Instants are ISO 8601. */
export interface ShownLimit {
  /** Whom it holds: anyone, or who asks on a device or network that is known, or after a click. */
  readonly lane: HeldLimits["held"][number]["lane"];
  /** One code so soon after another, the recipient's hour or day, or one network's share of it. */
  readonly limit: HeldLimits["held"][number]["limit"];
  readonly mayAskAgainAt: string;
  /** The pseudonym of the one network that is held. */
  readonly network?: string;
}

export interface ShownGuesses {
  readonly lane: HeldLimits["guesses"][number]["lane"];
  readonly wrong: number;
  readonly lastAt: string;
}

/** A contact as it is now. */
export interface ShownPersonContact {
  /** Its pseudonym, by which the log names it. */
  readonly recipient: string;
  readonly address?: string;
  /** Absent where no customer has it. */
  readonly customer?: {
    readonly status: "active" | "blocked";
    readonly blockedAt?: string;
    readonly name?: string;
    readonly locale?: string;
    readonly note?: string;
  };
  /** Set where nothing is sent there, since an e-mail came back, or was called spam. */
  readonly suppression?: {
    readonly reason: "bounce" | "complaint";
    readonly until: string;
    readonly since?: string;
  };
  /** What keeps the next code back; empty where it is sent at once. */
  readonly limits: readonly ShownLimit[];
  /** Wrong codes that count on. */
  readonly guesses: readonly ShownGuesses[];
  /** Whether the next code is one that cannot be guessed. */
  readonly strong: boolean;
  /** Until when a client that takes digits alone gets no code. */
  readonly digitsStoppedUntil?: string;
  readonly knownDevices: number;
  /** Until when its country or block of numbers is sent nothing, as long as the number has not been proved. */
  readonly stoppedUntil?: string;
  /** The domain that was probably meant, where no customer has the address. */
  readonly meantDomain?: string;
}

/** A session, or a code that waits to be typed. */
export interface ShownOpen {
  readonly recipient: string;
  readonly since: string;
  readonly until: string;
  readonly askedFrom?: string;
}

/** How contacts are shown. */
export interface ShowingContacts {
  /** Epoch seconds. */
  readonly now: number;
  readonly show: (address: string) => string;
  /** The same for words that may have addresses in them. */
  readonly showWithin: (words: string) => string;
  readonly isRegistered: boolean;
}

export function shownContactNow(
  { recipientKey, address, state, limits, stoppedUntil, meant }: StoryContact,
  { now, show, showWithin, isRegistered }: ShowingContacts,
): ShownPersonContact {
  const { contact, suppression } = state;
  return {
    recipient: recipientKey,
    ...(address !== undefined && { address: show(address) }),
    ...(isRegistered && contact && { customer: shownCustomer(contact, showWithin) }),
    // One that is over stays for a while.
    ...(suppression &&
      suppression.until > now && { suppression: { ...suppression, until: isoText(suppression.until) } }),
    limits: (limits?.held ?? []).map(({ lane, limit, until, network }) => ({
      ...{ lane, limit, mayAskAgainAt: isoText(until) },
      ...(network !== undefined && { network }),
    })),
    guesses: (limits?.guesses ?? []).map(({ lane, failures, lastAt }) => ({
      ...{ lane, wrong: failures, lastAt: isoText(lastAt) },
    })),
    strong: limits?.isStrong ?? false,
    ...(limits?.digitsStoppedUntil !== undefined && {
      digitsStoppedUntil: isoText(limits.digitsStoppedUntil),
    }),
    knownDevices: limits?.knownDevices ?? 0,
    ...(stoppedUntil !== undefined && { stoppedUntil: isoText(stoppedUntil) }),
    ...(meant !== undefined && { meantDomain: meant.slice(meant.lastIndexOf("@") + 1) }),
  };
}

function shownCustomer(
  contact: NonNullable<StoryContact["state"]["contact"]>,
  showWithin: (words: string) => string,
): NonNullable<ShownPersonContact["customer"]> {
  const { status, blockedAt, name, locale, note } = contact;
  return {
    status,
    ...(blockedAt !== undefined && { blockedAt: isoText(blockedAt) }),
    ...(name !== undefined && { name: showWithin(name) }),
    ...(locale !== undefined && { locale }),
    ...(note !== undefined && { note: showWithin(note) }),
  };
}

export function shownSessions({ sessions }: Pick<Story, "sessions">): ShownOpen[] {
  return sessions.map((one) => shownOpen(one, one.approvedAt ?? one.at, one.sessionEndsAt ?? one.at));
}

export function shownCodes({ open }: Pick<Story, "open">): ShownOpen[] {
  return open.map((one) => shownOpen(one, one.at, one.expiresAt ?? one.at));
}

function shownOpen({ recipientKey, askedFrom }: Trace, since: number, until: number): ShownOpen {
  return {
    ...{ recipient: recipientKey, since: isoText(since), until: isoText(until) },
    ...(askedFrom !== undefined && { askedFrom }),
  };
}
