import type { CodeFlowMeasurement } from "./code-flow.ts";
import type { Latency, Load, Measurement } from "./load.ts";
import { median } from "./statistics.ts";

/** The server that the others are measured by. */
export const FLOOR = "floor";

/** One load on every server, in the same minute. */
export interface Round {
  readonly engine: string;
  readonly load: Load;
  readonly measured: ReadonlyMap<string, Measurement>;
}

/** A table of medians over the repetitions; the ratio is the median of the ratios inside each repetition. */
export function report(rounds: readonly Round[]): string {
  const groups = Map.groupBy(rounds, ({ engine, load: { connections, withSession } }) =>
    [engine, withSession ? "request, verify, session" : "request, verify", connections].join("|"),
  );
  const rows = [...groups].flatMap(([group, repetitions]) =>
    [...(repetitions[0]?.measured.keys() ?? [])]
      .sort(floorFirst)
      .map((server) => row(group.split("|"), server, repetitions)),
  );
  return aligned([
    [
      ...["engine", "cycle", "connections", "server", "cycles/s", "x floor", "(min-max)"],
      ...["request p50", "p99", "verify p50", "p99", "session p50", "p99 ms", "CPU us/cycle", "errors"],
    ],
    ...rows,
  ]);
}

/** Code flows beside the plain cycle of the same server, in the same repetition. */
export interface CodeFlowRound {
  readonly engine: string;
  readonly connections: number;
  readonly server: string;
  readonly flow: CodeFlowMeasurement;
  /** Request and verify alone. */
  readonly plain: Measurement;
}

/** A table of medians; the ratios are the medians of those inside each repetition. */
export function codeFlowReport(rounds: readonly CodeFlowRound[]): string {
  const groups = Map.groupBy(rounds, ({ engine, connections, server }) =>
    [engine, connections, server].join("|"),
  );
  const rows = [...groups].map(([group, repetitions]) => {
    const of = (value: (round: CodeFlowRound) => number) => median(repetitions.map(value));
    const ratios = repetitions.map(({ flow, plain }) => flow.flowsPerSecond / plain.cyclesPerSecond);
    const latency = (step: "authorize" | "token" | "refresh") =>
      (["p50", "p99"] satisfies (keyof Latency)[]).map((key) => fixed(of(({ flow }) => flow[step][key])));
    return [
      ...group.split("|"),
      fixed(
        of(({ flow }) => flow.flowsPerSecond),
        0,
      ),
      fixed(median(ratios)),
      `(${fixed(Math.min(...ratios))}-${fixed(Math.max(...ratios))})`,
      ...latency("authorize"),
      ...latency("token"),
      ...latency("refresh"),
      fixed(
        of(({ flow }) => flow.cpuPerFlow),
        0,
      ),
      fixed(of(({ flow, plain }) => flow.cpuPerFlow / plain.cpuPerCycle)),
      errors(repetitions.map(({ flow }) => ({ faults: flow.faults, cycles: flow.flows }))),
    ];
  });
  return aligned([
    [
      ...["engine", "connections", "server", "code flows/s", "x plain cycle", "(min-max)"],
      ...[
        "authorize p50",
        "p99",
        "token p50",
        "p99",
        "refresh p50",
        "p99 ms",
        "CPU us/flow",
        "x plain",
        "errors",
      ],
    ],
    ...rows,
  ]);
}

function floorFirst(one: string, other: string): number {
  return Number(other === FLOOR) - Number(one === FLOOR);
}

function row(group: readonly string[], server: string, repetitions: readonly Round[]): string[] {
  const own = repetitions.flatMap(({ measured }) => measured.get(server) ?? []);
  const of = (value: (measurement: Measurement) => number) => median(own.map(value));
  const latency = (name: "request" | "verify" | "session") =>
    (["p50", "p99"] satisfies (keyof Latency)[]).map((key) => fixed(of((m) => m[name][key])));
  const ratios = repetitions.map(
    ({ measured }) =>
      (measured.get(server)?.cyclesPerSecond ?? NaN) / (measured.get(FLOOR)?.cyclesPerSecond ?? NaN),
  );
  const spread = `(${fixed(Math.min(...ratios))}-${fixed(Math.max(...ratios))})`;
  return [
    ...group,
    server,
    fixed(
      of((m) => m.cyclesPerSecond),
      0,
    ),
    fixed(median(ratios)),
    server === FLOOR ? "" : spread,
    ...latency("request"),
    ...latency("verify"),
    ...latency("session"),
    fixed(
      of((m) => m.cpuPerCycle),
      0,
    ),
    errors(own),
  ];
}

export function errors(measured: readonly Pick<Measurement, "faults" | "cycles">[]): string {
  const faults = measured.flatMap((measurement) => [...measurement.faults]);
  const count = faults.reduce((sum, [, times]) => sum + times, 0);
  const all = measured.reduce((sum, { cycles }) => sum + cycles, count);
  const kinds = [...new Set(faults.map(([name]) => name))].join(", ");
  return `${count}/${all}${kinds && ` ${kinds}`}`;
}

export function fixed(value: number, digits = 2): string {
  return Number.isNaN(value) ? "-" : value.toFixed(digits);
}

export function aligned(rows: readonly (readonly string[])[]): string {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join("\n");
}
