import type { AnsweredContact, AnsweredEnd, Answers } from "./answers.ts";

/** What a block has done. */
export function blocked({ contacts, ended }: Answers["block"]): string {
  return [
    statusOf(contacts, "blocked"),
    counted(ended),
    "Access tokens that were given before are believed offline until they expire, 15 minutes by default.",
  ].join("\n");
}

export function unblocked(contacts: readonly AnsweredContact[]): string {
  return [
    statusOf(contacts, "active"),
    "Sessions that were ended stay so: the customer signs in with a new code. Wrong codes count on.",
  ].join("\n");
}

export function counted({ sessions, challenges, grants }: AnsweredEnd): string {
  return `Ended: ${count(sessions, "session")}, ${count(challenges, "open code")}, ${count(grants, "grant")} of apps.`;
}

function statusOf(contacts: readonly AnsweredContact[], status: string): string {
  const all = contacts.map(({ address = "one without an address", changed }) =>
    changed ? address : `${address} (was so already)`,
  );
  // The index lists contacts in no order. Addresses come before numbers, which begin with a plus.
  const listed = all
    .sort((one, other) => Number(one.startsWith("+")) - Number(other.startsWith("+")))
    .join(", ");
  return `${count(contacts.length, "contact")} ${contacts.length === 1 ? "is" : "are"} ${status}: ${listed}.`;
}

export function count(number: number, what: string): string {
  return `${number === 0 ? "no" : number} ${what}${number === 1 ? "" : "s"}`;
}
