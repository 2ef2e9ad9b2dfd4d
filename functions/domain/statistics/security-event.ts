import { attemptsLeft, type Challenge } from "../challenge.ts";
import { sideOf } from "../desk-purposes.ts";
import { maskAddress } from "../mask.ts";
import { pseudonym } from "./recent-request.ts";

/** What the desk lists beside the numbers, for an owner who asks what happened. */
export const EVENT_KINDS = [
  /** The last attempt of a challenge was a wrong code. */
  "locked",
  /** A code that cannot be guessed was asked for, since somebody had guessed. */
  "strong-code",
  /** "This was not me", of a code or of a session. */
  "not-me",
  /** A session ended with all others of its user. */
  "signed-out-everywhere",
  /** A user's factors were changed, and the session or the code ended with it. */
  "ended-for-factors",
  /** A wrong factor in a sign-in to the desk: the first one, or the second in a browser that the desk knows. */
  "desk-guessed",
  /** A recipient called a message spam. */
  "complained",
  /** A country or a block of numbers is sent nothing for a while. */
  "stopped",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened to a person, or to a country; by no address. */
export interface SecurityEvent {
  readonly kind: EventKind;
  /** Masked, or a country or block of numbers. */
  readonly to: string;
  /** Names whom it happened to among the events alone. */
  readonly person: string;
}

interface Change {
  readonly before: Challenge | undefined;
  readonly after: Challenge | undefined;
}

/** What one change of a challenge is worth telling of; each is told by the one change that made it. */
export function eventsOf({ before, after }: Change): readonly SecurityEvent[] {
  if (!after || after.test === true || after.decoy) return [];
  const to = maskAddress(after.address);
  const person = pseudonym("event", after.recipientKey);
  const causes = new Set([after.endedFor, after.canceledFor]);
  const known = new Set([before?.endedFor, before?.canceledFor]);
  const has = (cause: "not-me" | "everywhere" | "factors") => causes.has(cause) && !known.has(cause);
  const found: readonly (readonly [EventKind, boolean])[] = [
    ["locked", before !== undefined && isLocked(after) && !isLocked(before)],
    ["strong-code", before === undefined && after.format !== "digits"],
    ["not-me", has("not-me")],
    ["signed-out-everywhere", has("everywhere")],
    ["ended-for-factors", has("factors")],
    ["desk-guessed", isGuessedAtDesk(after) && !isGuessedAtDesk(before)],
    ["complained", after.delivery.state === "complained" && before?.delivery.state !== "complained"],
  ];
  return found.flatMap(([kind, happened]) => (happened ? [{ kind, to, person }] : []));
}

/**
 * Who has the mailbox of an admin could guess once in each of many sign-ins. In a browser that the desk knows, one wrong factor
 * is a mistake of the admin's.
 */
function isGuessedAtDesk(challenge: Challenge | undefined): boolean {
  if (challenge === undefined || sideOf(challenge) !== "desk") return false;
  return (challenge.factorAttempts ?? 0) >= (challenge.lane.startsWith("desk-") ? 2 : 1);
}

function isLocked(challenge: Challenge): boolean {
  return challenge.status === "pending" && attemptsLeft(challenge) === 0;
}
