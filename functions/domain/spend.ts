/** The money of one day, in whole micro-dollars (millionths of a US dollar). The day is UTC's. */
export interface DaySpend {
  /** For all messages that have a price. */
  readonly spent: number;
  /** Of it, for recipients that are not proven yet. */
  readonly spentNew: number;
  /** Until when nothing is sent there to numbers that are not proven, in epoch seconds, by country or block of numbers. */
  readonly stops: ReadonlyMap<string, number>;
}

/** One send that has to be paid for. */
export interface SpendAsk {
  /** Whole micro-dollars. */
  readonly price: number;
  /** The most that the day may have cost with it. */
  readonly most: number;
  /** The most that recipients that are not proven may have cost with it; absent where this one does not count among them. */
  readonly mostNew?: number;
  /** Names of the country and the block whose stop holds for it; absent where the recipient is proven. */
  readonly groups?: readonly string[];
}

/** Who asks for a send that costs money. */
export interface Payer {
  /** Asked with a device that the recipient has signed in with before. */
  readonly known: boolean;
  /** Whether the recipient counts among those that are not proven yet. */
  readonly unproven: boolean;
}

const DAY_SECONDS = 86_400;

/** What of the day's ceiling is for devices that the recipient is known by, and for no other caller. */
const FOR_KNOWN = 1 / 3;

/** What of the day's ceiling recipients may cost that are not proven yet. */
const FOR_UNPROVEN = 1 / 2;

/**
 * How much a send may make the day cost.
 * @param ceiling whole micro-dollars
 * @param groups of the number, see domain/breaker.ts
 */
export function spendAsk(
  ceiling: number,
  price: number,
  { known, unproven }: Payer,
  groups: readonly string[] = [],
): SpendAsk {
  return {
    ...(unproven && { groups }),
    price,
    most: known ? ceiling : Math.floor(ceiling * (1 - FOR_KNOWN)),
    ...(unproven && { mostNew: Math.floor(ceiling * FOR_UNPROVEN) }),
  };
}

/** Whether the day has no money left for this. The database decides by the same rule in the write that counts it. */
export function isOverspent(
  { spent, spentNew }: Pick<DaySpend, "spent" | "spentNew">,
  { price, most, mostNew }: SpendAsk,
): boolean {
  return spent + price > most || (mostNew !== undefined && spentNew + price > mostNew);
}

/** Until when this is stopped, in epoch seconds; undefined where it is not. */
export function spendStoppedUntil(
  { stops }: DaySpend,
  { groups = [] }: SpendAsk,
  now: number,
): number | undefined {
  const until = Math.max(0, ...groups.map((group) => stops.get(group) ?? 0));
  return until > now ? until : undefined;
}

/** The day of an instant, like `2026-11-27`. @param now epoch seconds */
export function spendDay(now: number): string {
  return new Date(now * 1000).toISOString().slice(0, 10);
}

/** When the day of an instant is over, in epoch seconds. */
export function spendDayEndsAt(now: number): number {
  return (Math.floor(now / DAY_SECONDS) + 1) * DAY_SECONDS;
}
