import { LIMITS, type Limit } from "./limits.ts";
import { ASKERS, PUMPING, pump, STEPS, type Wave, WAVES } from "./pumping.ts";
import { holds, type Round } from "./rounds.ts";
import type { Scenario } from "./scenarios.ts";
import type { Waits } from "./waits.ts";

/** A table as Prettier writes it, so that a document may hold it as it is. */
export function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** A scenario run by run: what was served, what broke first, and what was raised. */
export function roundsTable({ seconds }: Scenario, rounds: readonly Round[]): string {
  return markdown([
    [
      "run",
      "signed in",
      "request",
      "delivery",
      "verify",
      "functions",
      "breaks first",
      "at",
      "raised from, to",
      "where",
    ],
    ...rounds.map((round, index) => {
      const { result, values, broke, raisedTo } = round;
      const { signIns, outcomes, waits, mostFunctions, meanFunctions } = result;
      const limit: Limit | undefined = broke && LIMITS[broke.limit];
      return [
        String(index + 1),
        `${percent(outcomes["signed in"], signIns)} of ${grouped(signIns / seconds)} a second`,
        ...[waits.request, waits.delivery, waits.verify].map(twoWaits),
        `${grouped(meanFunctions)}, ${grouped(mostFunctions)}`,
        limit ? limit.what : holds(result) ? "nothing: it holds" : "nothing that is a limit",
        broke ? `${broke.at.toFixed(1)} s` : "",
        raisedTo === undefined || !broke ? "" : `${grouped(values[broke.limit])}, ${grouped(raisedTo)}`,
        limit ? (limit.raise ?? "**cannot be raised**") : "",
      ];
    }),
  ]);
}

/** Half of them, and ninety-nine of a hundred, took no longer, in seconds. */
function twoWaits(waits: Waits): string {
  const text = (seconds: number | undefined) =>
    seconds === undefined ? "none" : seconds.toFixed(seconds < 10 ? 2 : 0);
  return `${text(waits.quantile(0.5))}, ${text(waits.quantile(0.99))}`;
}

/** The pumping wave, defence by defence. */
export function pumpingTable(): string {
  return markdown([
    [
      "wave",
      "defences",
      "SMS of the attacker",
      "USD for them",
      "USD for people",
      "known",
      "new",
      "new there",
      "first refusals",
    ],
    ...Object.entries(WAVES).flatMap(([wave, rate]) =>
      STEPS.map(({ name, defences }) => [wave, name, ...pumpingCells(pump(rate, defences))]),
    ),
  ]);
}

function pumpingCells(wave: Wave): string[] {
  const people = ASKERS.filter((asker) => asker !== "attacker");
  return [
    grouped(wave.sent.attacker),
    grouped(wave.usd.attacker),
    grouped(people.reduce((sum, asker) => sum + wave.usd[asker], 0)),
    ...people.map((asker) => percent(wave.sent[asker], wave.asked[asker])),
    firstRefusals(wave),
  ];
}

export const PUMPING_WORDS = `${WAVES.fast} or ${WAVES.slow} requests a second to ${PUMPING.there} from ${grouped(PUMPING.networks)} networks for ${PUMPING.seconds / 3600} hours, beside a person every two seconds; ceiling of ${grouped(PUMPING.dailyUsd)} USD a day`;

function firstRefusals({ first }: Wave): string {
  return Object.entries(first)
    .sort(([, one], [, other]) => one - other)
    .map(([refusal, at]) => `${refusal} ${grouped(at)} s`)
    .join(", ");
}

/** Every limit with its value, its unit and its source. */
export function limitsTable(): string {
  return markdown([
    ["limit", "value", "unit", "source"],
    ...Object.values(LIMITS).map(({ what, value, unit, source }) => [what, grouped(value), unit, source]),
  ]);
}

function percent(part: number, whole: number): string {
  // Rounded down: 100 % is everybody.
  return whole === 0 ? "nobody asked" : `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
}

/** A whole number in groups of three, as the documents write it. */
function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, " ");
}
