import { METRIC_NAMESPACE } from "../../functions/observability/metric-names.ts";

/** A line of a function's log. */
export type Line = Readonly<Record<string, unknown>>;

const STREAMS = [process.stdout, process.stderr] as const;

/** What is written to standard output and standard error meanwhile: what Lambda would bring to CloudWatch. */
export function linesOf(act: () => void): Line[] {
  const lines: Line[] = [];
  const writes = STREAMS.map(({ write }) => write);
  for (const stream of STREAMS) stream.write = (text) => lines.push(JSON.parse(String(text)) as Line) > 0;
  try {
    act();
  } finally {
    for (const [index, stream] of STREAMS.entries()) stream.write = writes[index]!;
  }
  return lines;
}

/** The series that lines write, like `Sends{stage=prod,channel=sms}`, with value and unit. */
export function seriesOf(lines: readonly Line[]): { readonly series: string; readonly value: string }[] {
  return lines.filter((line) => "_aws" in line).flatMap(ofLine);
}

function ofLine(line: Line) {
  const { CloudWatchMetrics } = line._aws as {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => {
    if (Namespace !== METRIC_NAMESPACE) throw new Error(`another namespace: ${Namespace}`);
    return Metrics.flatMap(({ Name, Unit }) =>
      Dimensions.map((names) => ({
        series: seriesName(
          Name,
          names.map((name) => [name, String(line[name])]),
        ),
        value: `${String(line[Name])} ${Unit}`,
      })),
    );
  });
}

/** A metric with its dimensions, whatever their order. */
export function seriesName(metric: string, dimensions: readonly (readonly [string, string])[]): string {
  const set = dimensions.map(([name, value]) => `${name}=${value}`);
  return `${metric}{${set.sort().join(",")}}`;
}
