import { Chance } from "./chance.ts";
import { Deliverers } from "./deliverers.ts";
import { Events } from "./events.ts";
import { Account, LambdaFunction } from "./lambda.ts";
import { SECONDS, type LimitName, type Values, WRITES } from "./limits.ts";
import type { Scenario } from "./scenarios.ts";
import { Stream } from "./stream.ts";
import { type Strain, Strains } from "./strains.ts";
import { Table } from "./table.ts";
import { TokenBucket } from "./token-bucket.ts";
import { Waits } from "./waits.ts";

/** How a sign-in ended: each has exactly one of these. */
export const OUTCOMES = [
  "signed in",
  "refused by API Gateway",
  "refused by Lambda",
  "refused by the table",
  "no code",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Result {
  readonly signIns: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly waits: Readonly<Record<"request" | "delivery" | "verify", Waits>>;
  /** Which limits held up or refused, in the order in which they began. */
  readonly strains: readonly Strain[];
  /** Functions at work at the same time: the mean of the last quarter, in which all steps are taken, and the most. */
  readonly meanFunctions: number;
  readonly mostFunctions: number;
  readonly coldStarts: number;
  readonly writes: number;
  readonly partitions: number;
  readonly longestStreamWait: number;
}

/** Plays every sign-in of a scenario, from its first request to its end. */
export function play(scenario: Scenario, values: Values, seed = 1): Result {
  const events = new Events();
  const chance = new Chance(seed);
  const strains = new Strains();
  const account = new Account(values, [0.75 * scenario.seconds, scenario.seconds]);
  const warm = scenario.warm ? values.concurrency : 0;
  const world = { events, chance, values, strains };
  const functionOf = () => new LambdaFunction(world, account, Math.max(warm, values.warmEnvironments));
  const functions = { request: functionOf(), verify: functionOf(), session: functionOf() };
  const others = {
    dispatch: new LambdaFunction(world, account, warm),
    deliver: new LambdaFunction(world, account, warm),
  };
  const table = new Table(world);
  const stream = new Stream(world, others.dispatch);
  const deliverers = new Deliverers(world, others.deliver, table, scenario);
  const stage = new TokenBucket(values.stageRate, Math.min(values.stageRate * 2, values.apiBurst));
  const api = new TokenBucket(values.apiRate, values.apiBurst);
  const bucket = (rate: number) => new TokenBucket(rate, Math.min(2 * rate, values.apiBurst));
  const dayItem = new TokenBucket(values.spendWrites, values.spendWrites);
  const routeOf = {
    request: ["requestRate", bucket(values.requestRate)],
    verify: ["verifyRate", bucket(values.verifyRate)],
    session: ["sessionRate", bucket(values.sessionRate)],
  } as const satisfies Record<keyof typeof functions, readonly [LimitName, TokenBucket]>;

  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  const waits = { request: new Waits(), delivery: new Waits(), verify: new Waits() };
  let signIns = 0;
  const end = (outcome: Outcome) => {
    outcomes[outcome] += 1;
  };

  /** Whether API Gateway lets a request in: its route, the stage, the account. */
  const isLetIn = (route: keyof typeof routeOf): boolean => {
    const { now } = events;
    const gates: readonly (readonly [LimitName, TokenBucket])[] = [
      routeOf[route],
      ["stageRate", stage],
      ["apiRate", api],
    ];
    for (const [limit, gate] of gates) {
      if (gate.take(now)) continue;
      strains.note(limit, now);
      return false;
    }
    return true;
  };

  const ask = (
    route: keyof typeof routeOf,
    touch: (then: (taken: boolean) => void) => void,
    then: () => void,
  ) => {
    const asked = events.now;
    if (!isLetIn(route)) {
      end("refused by API Gateway");
      return;
    }
    const begun = functions[route].call(SECONDS[route], (free) =>
      touch((taken) => {
        free();
        if (!taken) {
          end("refused by the table");
          return;
        }
        if (route !== "session") waits[route].add(events.now - asked + SECONDS.gateway);
        then();
      }),
    );
    if (!begun) end("refused by Lambda");
  };

  /** All SMS of a stage count their price on one item. */
  const pays = () => {
    if (scenario.channel === "email" || dayItem.take(events.now)) return true;
    strains.note("spendWrites", events.now);
    return false;
  };

  const shard = () => table.somewhere.number;

  const begin = () => {
    signIns += 1;
    ask(
      "request",
      (then) => {
        if (pays()) table.write(WRITES.request, then);
        else then(false);
      },
      () => {
        const asked = events.now;
        const expiresAt = asked + values.codeSeconds;
        const sent = () => {
          waits.delivery.add(events.now - asked);
          const typed = SECONDS.arrival + chance.between(SECONDS.leastTyping, SECONDS.mostTyping);
          events.after(typed, verify);
        };
        stream.put(shard(), "order", () => deliverers.put(expiresAt, sent, () => end("no code")));
      },
    );
  };

  const verify = () =>
    ask(
      "verify",
      (then) => table.write(WRITES.verify, then),
      () => {
        // Tried again by the stream until it is written: no sign-in depends on it.
        stream.put(shard(), "approval", () => table.write(WRITES.afterwards, () => undefined));
        ask(
          "session",
          (then) => table.read(then),
          () => end("signed in"),
        );
      },
    );

  const arrive = (at: number) => {
    const next = scenario.next(at, chance);
    if (next === undefined) return;
    events.at(next, () => {
      begin();
      arrive(next);
    });
  };
  arrive(0);
  events.run();

  return {
    ...{ signIns, outcomes, waits },
    strains: strains.inOrder(Math.max(1, signIns / 1000)),
    mostFunctions: account.mostBusy,
    meanFunctions: account.mean,
    coldStarts: [...Object.values(functions), ...Object.values(others)].reduce(
      (sum, { cold }) => sum + cold,
      0,
    ),
    writes: table.written,
    partitions: table.partitions,
    longestStreamWait: stream.longestWait,
  };
}
