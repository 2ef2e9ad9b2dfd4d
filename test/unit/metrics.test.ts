import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { METRIC_NAMESPACE, type MetricName, METRICS } from "../../functions/observability/metric-names.ts";
import { powertoolsObserver } from "../../functions/observability/powertools.ts";

type Line = Readonly<Record<string, unknown>>;

const streams = [process.stdout, process.stderr] as const;
const writes = streams.map(({ write }) => write);
let lines: Line[];

// What Lambda would bring to CloudWatch.
beforeEach(() => {
  lines = [];
  for (const stream of streams) stream.write = (text) => lines.push(JSON.parse(String(text)) as Line) > 0;
});
afterEach(() => {
  for (const [index, stream] of streams.entries()) stream.write = writes[index]!;
});

const observer = (stage = "prod") => powertoolsObserver({ stage, logLevel: "INFO" });

/** The series that a line writes, like `Sends{stage=prod,channel=sms} = 1 Count`. */
function seriesOf(line: Line): string[] {
  const { CloudWatchMetrics } = line._aws as {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => {
    expect(Namespace).toBe(METRIC_NAMESPACE);
    return Metrics.flatMap(({ Name, Unit }) =>
      Dimensions.map((names) => {
        const set = names.map((name) => `${name}=${String(line[name])}`).join(",");
        return `${Name}{${set}} = ${String(line[Name])} ${Unit}`;
      }),
    );
  });
}

const written = () => lines.filter((line) => "_aws" in line).flatMap(seriesOf);

describe("a metric of a text message", () => {
  it("is kept for the stage, its channel and its country", () => {
    observer().measure("Approvals", 1, { channel: "sms", country: "GB" });
    expect(written()).toEqual([
      "Approvals{stage=prod} = 1 Count",
      "Approvals{stage=prod,channel=sms} = 1 Count",
      "Approvals{stage=prod,channel=sms,country=GB} = 1 Count",
    ]);
  });

  it("is not split further than its definition says", () => {
    observer().measure("DeliveryAge", 4, { channel: "sms", country: "GB" });
    observer().measure("Latency", 12, { channel: "sms", country: "GB" });
    expect(written()).toEqual([
      "DeliveryAge{stage=prod} = 4 Seconds",
      "DeliveryAge{stage=prod,channel=sms} = 4 Seconds",
      "Latency{stage=prod} = 12 Milliseconds",
    ]);
  });
});

describe("a metric of an e-mail", () => {
  it("has no country", () => {
    observer().measure("Requests", 1, { channel: "email", country: undefined });
    expect(written()).toEqual([
      "Requests{stage=prod} = 1 Count",
      "Requests{stage=prod,channel=email} = 1 Count",
    ]);
  });
});

describe("a metric", () => {
  it("brings nothing of the one before it along", () => {
    const one = observer();
    one.measure("Sends", 1, { channel: "sms", country: "DE" });
    one.measure("Sends", 1, { channel: "email" });
    expect(lines[1]).not.toHaveProperty("country");
    expect(written().slice(3)).toEqual([
      "Sends{stage=prod} = 1 Count",
      "Sends{stage=prod,channel=email} = 1 Count",
    ]);
  });

  it("holds nothing of what it is about but channel and country", () => {
    const challenge = { channel: "sms", country: "DE", address: "+4915123456789", nonce: "secret" } as const;
    for (const name of Object.keys(METRICS)) observer().measure(name as MetricName, 1, challenge);
    expect(lines).toHaveLength(Object.keys(METRICS).length);
    const told = lines.flatMap((line) => Object.entries(line).filter(([name]) => name !== "_aws"));
    expect(new Set(told.map(([, value]) => value))).toEqual(new Set(["prod", "sms", "DE", 1]));
  });

  it("is not written on a laptop", () => {
    observer("local").measure("Requests", 1, { channel: "email" });
    expect(lines).toEqual([]);
  });
});

describe("a fault", () => {
  it("is told and counted", () => {
    observer().fault("verify-code", new TypeError("the address was anna@example.com"));
    expect(lines).toMatchObject([
      { level: "ERROR", message: "fault", function: "verify-code", error: "TypeError" },
      {},
    ]);
    expect(written()).toEqual(["Errors{stage=prod} = 1 Count"]);
    expect(JSON.stringify(lines)).not.toContain("anna");
  });
});

describe("the series of one stage", () => {
  it.each([
    [0, 23],
    [3, 35],
  ])("are as many as the definitions say, with texts to %i countries: %i", (countries, expected) => {
    const codes = ["US", "GB", "DE"].slice(0, countries);
    const subjects = [
      { channel: "email" },
      { channel: "sms", country: undefined },
      ...codes.map((country) => ({ channel: "sms", country }) as const),
    ] as const;
    for (const name of Object.keys(METRICS))
      for (const of of subjects) observer().measure(name as MetricName, 1, of);
    expect(new Set(written()).size).toBe(expected);
  });
});
