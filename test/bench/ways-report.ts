import type { Measurement } from "./load.ts";
import { aligned, errors, fixed } from "./report.ts";
import { median } from "./statistics.ts";
import type { Way } from "./ways.ts";

/** One way to sign in, beside the plain cycle (request, verify) and the floor of the same repetition. */
export interface WayRound {
  readonly engine: string;
  readonly connections: number;
  readonly way: Way;
  readonly measured: Measurement;
  readonly plain: Measurement;
  readonly floor: Measurement;
}

/** A table of medians; the ratios are the medians of those inside each repetition. */
export function waysReport(rounds: readonly WayRound[]): string {
  const groups = Map.groupBy(rounds, ({ engine, connections, way }) => [engine, connections, way].join("|"));
  return aligned([
    [
      ...["engine", "connections", "cycle", "cycles/s", "x plain", "(min-max)", "x floor"],
      ...["request p50", "p99", "x plain", "verify p50", "p99 ms", "x plain", "CPU us/cycle", "x plain"],
      "errors",
    ],
    ...[...groups].map(([group, repetitions]) => [...group.split("|"), ...cells(repetitions)]),
  ]);
}

function cells(repetitions: readonly WayRound[]): string[] {
  const own = repetitions.map(({ measured }) => measured);
  const of = (value: (measurement: Measurement) => number) => median(own.map(value));
  const rates = repetitions.map(({ measured, plain }) => measured.cyclesPerSecond / plain.cyclesPerSecond);
  const beside = (value: (measurement: Measurement) => number) =>
    fixed(median(repetitions.map(({ measured, plain }) => value(measured) / value(plain))));
  const perCycle = of(({ cpuPerCycle }) => cpuPerCycle);
  return [
    fixed(
      of(({ cyclesPerSecond }) => cyclesPerSecond),
      0,
    ),
    fixed(median(rates)),
    `(${fixed(Math.min(...rates))}-${fixed(Math.max(...rates))})`,
    fixed(median(repetitions.map(({ measured, floor }) => measured.cyclesPerSecond / floor.cyclesPerSecond))),
    fixed(of(({ request }) => request.p50)),
    fixed(of(({ request }) => request.p99)),
    beside(({ request }) => request.p50),
    fixed(of(({ verify }) => verify.p50)),
    fixed(of(({ verify }) => verify.p99)),
    beside(({ verify }) => verify.p50),
    fixed(perCycle, 0),
    beside(({ cpuPerCycle }) => cpuPerCycle),
    errors(own),
  ];
}
