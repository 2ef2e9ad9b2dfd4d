import type { OriginKey } from "./origin.ts";
import type { RecipientKey } from "./recipient.ts";

/**
 * Whose ledger a challenge counts on: everybody's, or that of a device or a network on which its recipient has signed in
 * before. Behind the dash is the name of the one ledger, since a recipient may have several of a kind.
 */
export type Lane = "strangers" | `device-${string}` | `network-${string}`;

export type LaneKind = "strangers" | "device" | "network";

/** Where a ledger lies in the table. */
export interface LedgerLocation {
  readonly recipientKey: RecipientKey;
  readonly lane: Lane;
}

/** What tells which ledger a challenge counts on. */
export interface LaneReference {
  readonly recipientKey: RecipientKey;
  /** The recipient whose strangers' ledger counts, which is shared by spellings of one mailbox. */
  readonly ledgerKey: RecipientKey;
  readonly lane: Lane;
}

/**
 * What a lane that an approval opened allows, whatever the settings: so many wrong guesses before its codes cannot be
 * guessed, new challenges in any hour, and sends and those that cost money in any day. With these, and five attempts
 * a challenge, an attacker with a copy of a device's cookie has 19 guesses in 30 days.
 */
export const KNOWN_LIMITS = { strongAfterFailures: 5, challengesPerHour: 3, sendsPerDay: 10, paidPerDay: 5 };

export function laneKind(lane: Lane): LaneKind {
  if (lane === "strangers") return lane;
  return lane.startsWith("device-") ? "device" : "network";
}

/** The lane of a network on which a recipient was proven. */
export function networkLane(origin: OriginKey): Lane {
  return `network-${origin}`;
}

/**
 * The ledger that a challenge counts on. What an approval opens belongs to the very recipient that was proven; only the
 * strangers' ledger is shared by several spellings.
 */
export function ledgerOf({ recipientKey, ledgerKey, lane }: LaneReference): LedgerLocation {
  return { recipientKey: lane === "strangers" ? ledgerKey : recipientKey, lane };
}

/** The lane that a stored text names, or undefined where it names none. */
export function readLane(text: string): Lane | undefined {
  if (text === "strangers") return text;
  return /^(device-[\w-]{22}|network-[\w-]+)$/.test(text) ? (text as Lane) : undefined;
}
