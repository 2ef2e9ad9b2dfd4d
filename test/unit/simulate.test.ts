import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Chance } from "../bench/simulate/chance.ts";
import { Events } from "../bench/simulate/events.ts";
import { Account, LambdaFunction } from "../bench/simulate/lambda.ts";
import { DEFAULTS, LIMITS, type Limit, type Values, WRITES_OF_A_SIGN_IN } from "../bench/simulate/limits.ts";
import { ASKERS, PUMPING, pump, STEPS } from "../bench/simulate/pumping.ts";
import { roundsTable } from "../bench/simulate/report.ts";
import { holds, raiseUntilHolds } from "../bench/simulate/rounds.ts";
import { flash, SCENARIOS, steady } from "../bench/simulate/scenarios.ts";
import { OUTCOMES, play } from "../bench/simulate/sign-ins.ts";
import { Strains } from "../bench/simulate/strains.ts";
import { Table } from "../bench/simulate/table.ts";
import { TokenBucket } from "../bench/simulate/token-bucket.ts";
import { Waits } from "../bench/simulate/waits.ts";

const worldOf = (values: Partial<Values> = {}) => ({
  ...{ events: new Events(), chance: new Chance(7), strains: new Strains() },
  values: { ...DEFAULTS, ...values },
});

/** The share that is refused by so many servers without a queue, whatever the distribution of their times. */
function erlangB(load: number, servers: number): number {
  let refused = 1;
  for (let count = 1; count <= servers; count++) refused = (load * refused) / (count + load * refused);
  return refused;
}

describe("the parts of the simulation, beside what is known of them", () => {
  it("let things happen in the order of their times, and of those in which they were set", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const [events, seen] = [new Events(), [] as [number, number][]];
        times.forEach((time, order) => events.at(time, () => seen.push([events.now, order])));
        events.run();
        expect(seen).toEqual(
          times.map((time, order) => [time, order]).sort(([a = 0, i = 0], [b = 0, j = 0]) => a - b || i - j),
        );
      }),
    );
  });

  it("take by a bucket its burst, and its rate after that", () => {
    const bucket = new TokenBucket(100, 200);
    let taken = 0;
    for (let at = 0; at < 10_000; at++) if (bucket.take(at / 1000)) taken += 1;
    expect(taken).toBe(200 + 100 * 10 - 1);
  });

  it("keep at work what Little's law says, and refuse what Erlang's formula says", () => {
    const [rate, seconds, concurrency, calls] = [200, 0.05, 12, 60_000];
    const world = worldOf({ concurrency, callsPerConcurrency: 1000 });
    const account = new Account(world.values, [0, calls / rate]);
    const lambda = new LambdaFunction(world, account, concurrency);
    let refused = 0;
    let last = 0;
    for (let call = 0; call < calls; call++) {
      last += world.chance.wait(1 / rate);
      world.events.at(last, () => {
        if (!lambda.call(seconds, (free) => free())) refused += 1;
      });
    }
    world.events.run();
    const expected = erlangB(rate * seconds, concurrency);
    expect(expected).toBeCloseTo(0.12, 2);
    expect(Math.abs(refused / calls - expected)).toBeLessThan(0.01);
    const atWork = rate * seconds * (1 - expected);
    expect(Math.abs(account.mean / atWork - 1)).toBeLessThan(0.02);
    expect(lambda.cold).toBe(0);
  });

  it("make environments no faster than Lambda does", () => {
    const world = worldOf({ concurrency: 10_000 });
    const lambda = new LambdaFunction(world, new Account(world.values, [0, 1]), 0);
    let begun = 0;
    for (let at = 0; at < 4000; at++)
      world.events.at(at / 1000, () => {
        if (lambda.call(100, (free) => free())) begun += 1;
      });
    world.events.run();
    expect(begun).toBe(1000 + 4 * 100 - 1);
  });

  it("write no more than the partitions take, and more after a split for heat", () => {
    const world = worldOf({ warmWrites: 1000, splitSeconds: 5 });
    const table = new Table(world);
    const seen: number[] = [];
    for (let at = 0; at < 20; at += 0.0005) world.events.at(at, () => table.write(1, () => undefined));
    for (const at of [4, 5, 19, 20]) world.events.at(at, () => seen.push(table.written));
    world.events.run();
    const [four = 0, five = 0, nineteen = 0, twenty = 0] = seen;
    expect(five - four).toBeLessThanOrEqual(1001);
    expect(twenty - nineteen).toBeGreaterThan(1900);
  });

  it("know the quantiles of waits", () => {
    const waits = new Waits();
    for (let step = 1; step <= 100; step++) waits.add(step / 10);
    expect([waits.quantile(0.5), waits.quantile(0.99), waits.mean]).toEqual([5.1, 10, 5.05]);
    expect(new Waits().quantile(0.5)).toBeUndefined();
  });
});

describe("a scenario", () => {
  it("ends each sign-in in one way, whatever the limits are", () => {
    const low = (most: number) => fc.integer({ min: 1, max: most });
    fc.assert(
      fc.property(
        fc.record({
          ...{ requestRate: low(100), verifyRate: low(100), sessionRate: low(100), stageRate: low(300) },
          ...{
            concurrency: low(20),
            warmWrites: low(1000),
            partitionWrites: low(300),
            tableWrites: low(500),
          },
          ...{ deliverers: low(5), messageRate: low(60), messagesADay: low(400), apiBurst: low(50) },
          ...{ smsRate: low(60), spendWrites: low(60), splitSeconds: low(5) },
        }),
        fc.constantFrom(steady("e-mail", 60, 4), steady("sms", 60, 4, "sms"), flash("flash", 1, 5)),
        fc.integer(),
        (limits, scenario, seed) => {
          const { signIns, outcomes, waits } = play(scenario, { ...DEFAULTS, ...limits }, seed);
          expect(OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0)).toBe(signIns);
          expect(waits.verify.count).toBeLessThanOrEqual(waits.delivery.count);
          expect(waits.delivery.count).toBeLessThanOrEqual(waits.request.count);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("is the same for the same seed, and another for another", () => {
    const scenario = steady("small", 30, 10);
    expect(play(scenario, DEFAULTS, 3)).toEqual(play(scenario, DEFAULTS, 3));
    expect(play(scenario, DEFAULTS, 3).signIns).not.toBe(play(scenario, DEFAULTS, 4).signIns);
  });

  it("has what breaks first raised until it holds, or until that cannot be raised", () => {
    const last = (rounds: ReturnType<typeof raiseUntilHolds>) => rounds.at(-1);
    const email = last(raiseUntilHolds(steady("small", 40, 20)));
    expect(email?.broke).toBeUndefined();
    expect(email && holds(email.result)).toBe(true);
    const sms = last(raiseUntilHolds(steady("sms", 200, 20, "sms"), { ...DEFAULTS, spendWrites: 100 }));
    expect(sms?.broke?.limit).toBe("spendWrites");
    expect(sms?.raisedTo).toBeUndefined();
  });
});

describe("a pumping wave", () => {
  const rules = { ...PUMPING, seconds: 3600, networks: 20, dailyUsd: 200 };

  it.each(STEPS)("sends or refuses each that asks: $name", ({ defences }) => {
    const { asked, sent, refused, usd } = pump(1, defences, 5, rules);
    for (const asker of ASKERS) {
      const not = Object.values(refused).reduce((sum, by) => sum + by[asker], 0);
      expect(sent[asker] + not).toBe(asked[asker]);
    }
    const spent = ASKERS.reduce((sum, asker) => sum + usd[asker], 0);
    if (defences.ceiling) expect(spent).toBeLessThanOrEqual(rules.dailyUsd);
    else expect(spent).toBeGreaterThan(0);
    // A network that may cause 20 SMS an hour.
    if (defences.networks) expect(sent.attacker).toBeLessThanOrEqual(20 * rules.networks);
  });
});

describe("the limits of the simulation", () => {
  const cost = readFileSync("docs/cost.md", "utf8");
  const scale = readFileSync("docs/scale.md", "utf8");

  it("count the writes of a sign-in as the bill does", () => {
    const [, writes] = /^\| writes to the table +\| (\d+)/m.exec(cost) ?? [];
    expect(Number(writes)).toBe(WRITES_OF_A_SIGN_IN);
  });

  it("each have a unit and a source", () => {
    for (const { what, source } of Object.values<Limit>(LIMITS)) {
      expect(what).not.toBe("");
      expect(source).toMatch(/^(https:|lib\/|functions\/|assumed|a partition|as its rate)/);
    }
  });

  it("make of the smallest scenario the table that the document shows", () => {
    const [small] = SCENARIOS;
    if (!small) throw new Error("There is no scenario.");
    expect(scale).toContain(roundsTable(small, raiseUntilHolds(small)));
  });
});
