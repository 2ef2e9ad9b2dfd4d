import type { Chance } from "./chance.ts";

/** Sign-ins that come at some rate for some time. */
export interface Scenario {
  readonly name: string;
  readonly what: string;
  readonly channel: "email" | "sms";
  /** The highest rate, a second. */
  readonly peak: number;
  readonly seconds: number;
  /** Whether functions and deliverers are at work already, as in the middle of a busy hour. */
  readonly warm: boolean;
  /** When the next one comes after this instant; undefined where none does. */
  readonly next: (at: number, chance: Chance) => number | undefined;
}

type Shape = Omit<Scenario, "next" | "peak"> & {
  readonly rate: (at: number) => number;
  readonly peak: number;
};

/** Independent people: a stream of Poisson, thinned where the rate is below its peak. */
export function scenario({ rate, ...shape }: Shape): Scenario {
  return {
    ...shape,
    next(at, chance) {
      for (let next = at; ;) {
        next += chance.wait(1 / shape.peak);
        if (next >= shape.seconds) return undefined;
        if (chance.next() * shape.peak < rate(next)) return next;
      }
    },
  };
}

/** So many a second all the time. */
export function steady(
  name: string,
  peak: number,
  seconds: number,
  channel: Scenario["channel"] = "email",
): Scenario {
  const way = channel === "email" ? "e-mail" : "SMS";
  const what = `${peak} sign-ins a second by ${way} for ${seconds} seconds, in the middle of a busy hour`;
  return scenario({ ...{ name, what, peak, seconds, channel }, warm: true, rate: () => peak });
}

/** Quiet, then the peak within a minute, where nothing is warm. */
export function flash(name: string, quiet: number, peak: number): Scenario {
  const [begins, climbs, stays] = [5, 60, 15];
  return scenario({
    ...{ name, peak, warm: false, channel: "email" },
    what: `${quiet} sign-ins a second, then ${peak} within a minute, with a new table and cold functions`,
    seconds: begins + climbs + stays,
    rate: (at) => quiet + (peak - quiet) * Math.min(1, Math.max(0, (at - begins) / climbs)),
  });
}

/** The scenarios of `npm run simulate`; the pumping wave is a program of its own. */
export const SCENARIOS: readonly Scenario[] = [
  steady("a small stage", 20, 120),
  steady("load A", 3333, 24),
  steady("ten thousand", 10_000, 24),
  flash("flash crowd", 100, 10_000),
  steady("SMS", 1500, 24, "sms"),
];
