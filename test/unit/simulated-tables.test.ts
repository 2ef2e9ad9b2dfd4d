import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { DEFAULTS, LIMITS, type Limit, type Values } from "../bench/simulate/limits.ts";
import { PUMPING_WORDS, pumpingTable, roundsTable } from "../bench/simulate/report.ts";
import { holds, raiseUntilHolds } from "../bench/simulate/rounds.ts";
import { SCENARIOS } from "../bench/simulate/scenarios.ts";
import { play } from "../bench/simulate/sign-ins.ts";

const scale = readFileSync("docs/scale.md", "utf8");
/** Whole tables of these take long: only their last run is played again. */
const LARGE = ["load A", "ten thousand", "flash crowd"];

const cellsOf = (line = "") => line.split("|").map((cell) => cell.trim());
const lastOf = (table: string) => cellsOf(table.trim().split("\n").at(-1)).slice(2);
/** The table below the sentence that tells what a scenario is. */
const shown = (what: string) => scale.split(what)[1]?.split("\n\n")[1] ?? "";

it.each(SCENARIOS.filter(({ name }) => !LARGE.includes(name)))(
  "the document shows what `npm run simulate` prints of $name",
  (scenario) => {
    expect(shown(scenario.what)).toBe(roundsTable(scenario, raiseUntilHolds(scenario)));
  },
  120_000,
);

it.each(SCENARIOS.filter(({ name }) => LARGE.includes(name)))(
  "with all raised that the document raises, $name holds and serves what it shows",
  (scenario) => {
    const table = shown(scenario.what);
    const raised = Object.entries<Limit>(LIMITS).flatMap(([name, { what, need }]) =>
      table.includes(` ${what} `) && need ? [[name, need(scenario.peak)] as const] : [],
    );
    expect(raised.length).toBeGreaterThan(8);
    const values: Values = { ...DEFAULTS, ...Object.fromEntries(raised) };
    const result = play(scenario, values);
    expect(holds(result)).toBe(true);
    expect(lastOf(table)).toEqual(lastOf(roundsTable(scenario, [{ values, result }])));
  },
  120_000,
);

it("the document shows what is printed of the pumping wave", () => {
  expect(scale).toContain(PUMPING_WORDS);
  expect(shown(PUMPING_WORDS)).toBe(pumpingTable());
}, 120_000);
