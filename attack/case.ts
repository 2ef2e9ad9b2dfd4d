import type { Capabilities, Capability, Target } from "./target.ts";

/** What a case works with. */
export interface Attack<Need extends Capability = never> {
  readonly target: Target;
  /** What the case said that it needs. */
  readonly can: Pick<Capabilities, Need>;
  /** An address for the next user. @throws Skipped where none is left */
  readonly address: () => Promise<string>;
}

/** What came of a case. */
export interface Finding {
  readonly held: boolean;
  /** What was done, in numbers. */
  readonly did: string;
  /** What the target answered: no code, no token and no whole address. */
  readonly cameBack: string;
}

/** What a case may cost the owner at most. */
export interface Cost {
  readonly requests: number;
  /** Codes that the target is asked to send. */
  readonly messages: number;
  /** The same for a target whose clock cannot be moved, where that is another number. */
  readonly messagesWithoutClock?: number;
}

/** One attack. */
export interface AttackCase {
  /** By which reports of several runs are compared. */
  readonly name: string;
  /** What is proved where it holds. */
  readonly proves: string;
  /** What the target has to be capable of. */
  readonly needs: readonly Capability[];
  readonly cost: Cost;
  /** What it leaves behind at its addresses for longer than an hour, in words; such a case wants the owner's yes. */
  readonly leaves?: string;
  /** @throws Skipped where nothing can be said, which is neither held nor broken */
  readonly run: (attack: Attack<Capability>) => Promise<Finding>;
}

/** A case that is given what it says that it needs. */
export function attackCase<const Need extends Capability = never>(
  one: Omit<AttackCase, "needs" | "run"> & {
    readonly needs?: readonly Need[];
    readonly run: (attack: Attack<Need>) => Promise<Finding>;
  },
): AttackCase {
  return { needs: [], ...one };
}

/** Why nothing can be said once a run has taken its minutes. */
export const OUT_OF_TIME = "the run has taken as long as it may (--minutes)";

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
