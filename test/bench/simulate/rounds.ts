import { DEFAULTS, LIMITS, type Limit, type LimitName, type Values } from "./limits.ts";
import type { Scenario } from "./scenarios.ts";
import { play, type Result } from "./sign-ins.ts";

/** One run, and what was raised after it. */
export interface Round {
  readonly values: Values;
  readonly result: Result;
  /** What broke first; absent where nothing did. */
  readonly broke?: { readonly limit: LimitName; readonly at: number; readonly count: number };
  readonly raisedTo?: number;
}

/** Served are those who signed in: a run holds where so many did... */
const LEAST_SERVED = 0.999;

/** ...and their codes were sent within so many seconds, of a hundred ninety-nine. */
const MOST_DELIVERY_SECONDS = 10;

const MOST_ROUNDS = 25;

export function holds({ outcomes, signIns, waits }: Result): boolean {
  const late = waits.delivery.quantile(0.99) ?? Infinity;
  return outcomes["signed in"] >= LEAST_SERVED * signIns && late <= MOST_DELIVERY_SECONDS;
}

/** Runs a scenario, raises what broke first, and runs again, until it holds or something cannot be raised. */
export function raiseUntilHolds(scenario: Scenario, start: Values = DEFAULTS): Round[] {
  const rounds: Round[] = [];
  for (let values = start; rounds.length < MOST_ROUNDS;) {
    const result = play(scenario, values);
    const [first] = result.strains;
    if (holds(result) || !first) return [...rounds, { values, result }];
    const { limit, first: at, count } = first;
    const broke = { limit, at, count };
    const { need }: Limit = LIMITS[limit];
    if (!need) return [...rounds, { values, result, broke }];
    const needed = need(scenario.peak);
    const raisedTo = needed > values[limit] ? needed : Math.ceil(values[limit] * 1.5);
    rounds.push({ values, result, broke, raisedTo });
    values = { ...values, [limit]: raisedTo };
  }
  return rounds;
}
