#!/usr/bin/env node
import { closeSync, openSync, writeFileSync } from "node:fs";
import { Skipped } from "./case.ts";
import { attackCases } from "./cases.ts";
import { type Bounds, Budget } from "./client.ts";
import { Misunderstood, type Options, readOptions, USAGE } from "./options.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { chosen, listed, planned } from "./plan.ts";
import { runAttacks } from "./run.ts";

/** What a run may cost where its user says nothing: a stage has an owner with a bill, the local service has none. */
const MOST = {
  stage: { requests: 5000, messages: 60 },
  local: { requests: 30_000, messages: 1500 },
} as const;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    if (options.list) {
      for (const line of listed(attackCases)) console.log(line);
      return 0;
    }
    return await attack(options);
  } catch (error) {
    if (error instanceof Misunderstood) console.error(`${error.message}\n\n${USAGE}`);
    else if (error instanceof Skipped) console.error(`Nothing was attacked: ${error.message}.`);
    // Status 1 says that something is broken: no fault of this program is that.
    else console.error(`The program failed: ${error instanceof Error ? error.message : "an unknown fault"}.`);
    return 2;
  }
}

/** @throws Misunderstood where a report could not be written: better before the run than after it */
function checkReport({ json, plan }: Options): void {
  if (json === undefined || plan) return;
  try {
    closeSync(openSync(json, "a"));
  } catch {
    throw new Misunderstood(`${json} cannot be written.`);
  }
}

async function attack(options: Options): Promise<number> {
  checkReport(options);
  const bounds = {
    budget: new Budget(options.requests ?? MOST.stage.requests),
    signal: AbortSignal.timeout(options.minutes * 60_000),
    answerSeconds: options.answerSeconds,
  };
  const prepared = await prepare(options, bounds);
  if (typeof prepared === "string") {
    console.error(prepared);
    return 2;
  }
  try {
    return await attackPrepared(prepared, options, bounds);
  } finally {
    // A mailbox that stays open would keep the program from its end.
    await prepared.close();
  }
}

async function attackPrepared(prepared: Prepared, options: Options, bounds: Bounds): Promise<number> {
  const most = MOST[prepared.isFree ? "local" : "stage"];
  if (options.requests === undefined) bounds.budget.raise(most.requests);
  const run = {
    ...prepared,
    bounds,
    cases: chosen(prepared.cases, options.only),
    messages: options.messages ?? most.messages,
    mayLeave: options.yes || prepared.isPassing,
    print: console.log,
  };
  for (const line of [...prepared.notes, ...planned(run)]) console.log(line);
  if (options.plan) return 0;
  const report = await runAttacks(run);
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ ...report, notes: prepared.notes }, undefined, 2)}\n`);
  const count = (verdict: string) => report.cases.filter((one) => one.verdict === verdict).length;
  console.log(`${count("held")} held, ${count("broken")} broken, ${count("skipped")} skipped`);
  if (count("broken") > 0) return 1;
  return count("held") === 0 ? 2 : 0;
}
