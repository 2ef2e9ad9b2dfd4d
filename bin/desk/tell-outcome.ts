import { assertNever } from "../../functions/domain/errors.ts";
import type { DeskAnswer, ShownContact } from "../local/customers.ts";

/** What a command says, and whether it is what was asked for. */
export interface Told {
  readonly words: string;
  readonly done: boolean;
}

/** Tells an operator what a block, or its end, has done. */
export function tellOutcome(verb: "block" | "unblock", customer: string, answer: DeskAnswer): Told {
  switch (answer.outcome) {
    case "blocked":
      return { words: sentences(blocked(answer)), done: true };
    case "unblocked":
      return { words: sentences(unblocked(answer.contacts)), done: true };
    case "not-found":
      return notFound(customer);
    case "ambiguous":
      return ambiguous(verb, customer);
    case "open-mode":
      return {
        words: `The service is in open mode: everybody who can read a code signs in, and no customer is looked up, so that none can be blocked. Set "registration" to "registered" for that.`,
        done: false,
      };
    default:
      return assertNever(answer);
  }
}

export function notFound(customer: string): Told {
  return {
    words: `There is no customer with the address, number or id "${customer}". Look at the spelling; a number needs its country code, like +14155550123.`,
    done: false,
  };
}

export function ambiguous(verb: string, customer: string): Told {
  return {
    words: `"${customer}" is the address of one customer and the id of another. Say which: npm run desk -- ${verb} "${customer}" --as address, or --as id.`,
    done: false,
  };
}

function blocked({ contacts, ended }: Extract<DeskAnswer, { outcome: "blocked" }>): string[] {
  const { sessions, challenges, grants } = ended;
  return [
    statusOf(contacts, "blocked"),
    `Ended: ${count(sessions, "session")}, ${count(challenges, "open code")}, ${count(grants, "grant")} of apps.`,
    "Access tokens that were given before are believed offline until they expire, 15 minutes by default.",
  ];
}

function unblocked(contacts: readonly ShownContact[]): string[] {
  return [
    statusOf(contacts, "active"),
    "Sessions that were ended stay so: the customer signs in with a new code. Wrong codes count on.",
  ];
}

function statusOf(contacts: readonly ShownContact[], status: string): string {
  const all = contacts.map(({ address = "one without an address", changed }) =>
    changed ? address : `${address} (was so already)`,
  );
  // The index lists contacts in no order. Addresses come before numbers, which begin with a plus.
  const listed = all
    .sort((one, other) => Number(one.startsWith("+")) - Number(other.startsWith("+")))
    .join(", ");
  return `${count(contacts.length, "contact")} ${contacts.length === 1 ? "is" : "are"} ${status}: ${listed}.`;
}

function count(number: number, what: string): string {
  return `${number === 0 ? "no" : number} ${what}${number === 1 ? "" : "s"}`;
}

function sentences(lines: readonly string[]): string {
  return lines.join("\n");
}
