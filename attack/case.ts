import type { Client } from "./client.ts";
import type { Mailbox } from "./mailbox.ts";

/** What a case works with. */
export interface Attack {
  /** Of the target, without a trailing slash. */
  readonly url: string;
  /** A client of its own for each attacker and each user: it keeps cookies apart. */
  readonly client: () => Client;
  readonly mailbox: Mailbox;
  /** An address that nothing was sent to yet. */
  readonly fresh: () => string;
  /** Moves the target's clock. @throws Skipped where it cannot be moved */
  readonly pass: (seconds: number) => Promise<void>;
}

/** What came of a case. */
export interface Finding {
  readonly held: boolean;
  /** What was done, in numbers. */
  readonly did: string;
  /** What the target answered: no code, no token and no whole address. */
  readonly cameBack: string;
}

/** One attack. */
export interface AttackCase {
  /** By which reports of several runs are compared. */
  readonly name: string;
  /** What is proved where it holds. */
  readonly proves: string;
  /** @throws Skipped where nothing can be said, which is neither held nor broken */
  readonly run: (attack: Attack) => Promise<Finding>;
}

/** Nothing can be said of this case here; the message says why. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/** Counts what is equal, for a report: `202 x 3, 429 x 2`. */
export function tally(values: readonly (string | number)[]): string {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([one], [other]) => String(one).localeCompare(String(other)))
    .map(([value, count]) => `${value} x ${count}`)
    .join(", ");
}
