import type { OriginKey } from "./origin.ts";
import type { RecipientKey } from "./recipient.ts";

/**
 * Whose ledger a challenge counts on: everybody's; that of a device or a network on which its recipient has signed in
 * before (`desk`: as an admin); or that of the browser, or of the network (`clicked`), in which a user has clicked on "this was not me". Behind
 * the dash is the name of the one ledger, since a recipient may have several of a kind.
 */
export type Lane =
  "strangers" | `device-${string}` | `desk-${string}` | `network-${string}` | `click-${string}` | "clicked";

/** What decides how a lane's sends count, and what its codes look like. */
export type LaneKind = "strangers" | "device" | "network" | "click";

/** A lane, and who may ask in it where that is one at a time. */
export interface HeldLane {
  readonly lane: Lane;
  /** The browser or network that may; absent where whoever names the lane may. */
  readonly holder?: string | undefined;
}

/** A lane of a click, which has one holder at a time. */
export type ClickLane = Required<HeldLane> & { readonly holder: string };

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
  if (/^(device|desk)-/.test(lane)) return "device";
  return lane.startsWith("click-") ? "click" : "network";
}

/**
 * Whether the codes of a lane are always such that cannot be guessed: it was opened without a proof that holds for long.
 * So a network that others share, or a link that was passed on, brings no attacker a guess.
 */
export function isAlwaysStrong(lane: Lane): boolean {
  return laneKind(lane) === "network" || laneKind(lane) === "click";
}

/** The lane that a click on the link of a challenge gives: one, however often it is clicked. */
export function clickLane(nonce: string): Lane {
  return `click-${nonce}`;
}

/** The lane of a network on which a recipient was proven. */
export function networkLane(origin: OriginKey): Lane {
  return `network-${origin}`;
}

/**
 * The ledger that a challenge counts on. What an approval opens belongs to the very recipient that was proven. The
 * strangers' ledger is shared by several spellings, and so is what a click gives: it proves the mailbox of all of them.
 */
export function ledgerOf({ recipientKey, ledgerKey, lane }: LaneReference): LedgerLocation {
  return { recipientKey: isShared(lane) ? ledgerKey : recipientKey, lane };
}

function isShared(lane: Lane): boolean {
  return lane === "strangers" || lane === "clicked" || laneKind(lane) === "click";
}

/** The lane that a stored text names, or undefined where it names none. */
export function readLane(text: string): Lane | undefined {
  if (text === "strangers" || text === "clicked") return text;
  return /^((device|desk|click)-[\w-]{22}|network-[\w-]+)$/.test(text) ? (text as Lane) : undefined;
}
