import { median, quantile } from "../statistics.ts";
import type { Starts } from "./report.ts";
import type { Waited } from "./walks.ts";

/** What a walk should take at most: its cold code that is waited for, in milliseconds, on a machine that is idle. */
const GOALS: Readonly<Record<string, number>> = {
  "pages, with prefetch": 150,
  "pages, without": 380,
  "e-mail's own way": 200,
};

/**
 * A table of medians. Ratios to the bare function of the same run tell a slow machine from slow code.
 */
export function reportWalks(walks: Readonly<Record<string, readonly Waited[]>>, bare: Starts): string {
  const row = (name: string, all: readonly Waited[]) => {
    const of = (kind: keyof Waited) => median(all.map((one) => one[kind]));
    const beside = (kind: keyof Waited, floor: readonly number[]) => (of(kind) / median(floor)).toFixed(2);
    const cold = all.map((one) => one.cold);
    const half = `[${quantile(cold, 0.25).toFixed(0)}, ${quantile(cold, 0.75).toFixed(0)}]`;
    const goal = GOALS[name];
    return line([
      ...[name, of("cold").toFixed(0), half, beside("cold", bare.answered), beside("coldCpu", bare.cpu)],
      ...[of("all").toFixed(0), beside("all", bare.answered), beside("allCpu", bare.cpu)],
      goal === undefined ? "" : `${goal}: ${of("cold") <= goal ? "met" : "NOT MET"}`,
    ]);
  };
  return [
    "\nA sign-in after a quiet night, in milliseconds: what a person waits for until the first answers of functions that start",
    "meanwhile, and in all. In bare functions (one start and one UpdateItem) of the same run, by the clock and by CPU time.\n",
    line(["walk", "cold", "middle half", "bare", "by CPU", "in all", "bare", "by CPU", "goal, cold"]),
    ...Object.entries(walks).map(([name, all]) => row(name, all)),
  ].join("\n");
}

const WIDTHS = [24, 7, 15, 7, 9, 8, 7, 9, 0];

function line(cells: readonly string[]): string {
  return cells.map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0)).join("");
}
