import { type DaySpend, spendDay } from "../domain/spend.ts";

/** How long a process believes what it has seen, in seconds. */
const MEMORY_SECONDS = 30;

/** What a process remembers of the day's money, so that a full day costs a caller none of its limits and us no write. */
export interface SpendMemory {
  note(day: DaySpend, now: number): void;
  /** The day as it was a moment ago, when something was refused. A day only gets fuller. */
  recall(now: number): DaySpend | undefined;
}

export function spendMemory(): SpendMemory {
  let seen: { readonly day: DaySpend; readonly at: number } | undefined;
  return {
    note: (day, at) => void (seen = { day, at }),
    recall(now) {
      if (seen === undefined || now < seen.at || now - seen.at >= MEMORY_SECONDS) return undefined;
      return spendDay(seen.at) === spendDay(now) ? seen.day : undefined;
    },
  };
}
