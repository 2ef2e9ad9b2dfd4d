import { describe, expect, it } from "@jest/globals";
import { Fault } from "../../functions/domain/errors.ts";
import { type MetricName, METRICS } from "../../functions/observability/metric-names.ts";
import type { Observer } from "../../functions/observability/port.ts";
import { powertoolsObserver } from "../../functions/observability/powertools.ts";
import { linesOf, seriesOf } from "../support/metric-lines.ts";

const NAMES = Object.keys(METRICS) as MetricName[];

const told = (act: (observer: Observer) => void, stage = "prod") =>
  linesOf(() => act(powertoolsObserver({ stage, logLevel: "INFO" })));

const written = (act: (observer: Observer) => void) =>
  seriesOf(told(act)).map(({ series, value }) => `${series} = ${value}`);

describe("a metric of an SMS", () => {
  it("is kept for the stage, its channel and its country", () => {
    expect(written(({ measure }) => measure("Approvals", 1, { channel: "sms", country: "GB" }))).toEqual([
      "Approvals{stage=prod} = 1 Count",
      "Approvals{channel=sms,stage=prod} = 1 Count",
      "Approvals{channel=sms,country=GB,stage=prod} = 1 Count",
    ]);
  });

  it("is not split further than its definition says", () => {
    const series = written(({ measure }) => {
      measure("DeliveryAge", 4, { channel: "sms", country: "GB" });
      measure("Latency", 12, { channel: "sms", country: "GB" });
    });
    expect(series).toEqual([
      "DeliveryAge{stage=prod} = 4 Seconds",
      "DeliveryAge{channel=sms,stage=prod} = 4 Seconds",
      "Latency{stage=prod} = 12 Milliseconds",
    ]);
  });
});

describe("a metric of an e-mail", () => {
  it("has no country, which would be the same numbers at the same price once more", () => {
    const series = written(({ measure }) => measure("Requests", 1, { channel: "email", country: undefined }));
    expect(series).toEqual([
      "Requests{stage=prod} = 1 Count",
      "Requests{channel=email,stage=prod} = 1 Count",
    ]);
  });
});

describe("a metric", () => {
  it("is a line of JSON and nothing else, in the time that CloudWatch expects", () => {
    const before = Date.now();
    const [line, ...others] = told(({ measure }) => measure("Latency", 3));
    expect(others).toEqual([]);
    const { Timestamp } = line?._aws as { readonly Timestamp: number };
    expect(Timestamp).toBeGreaterThanOrEqual(before);
    expect(Timestamp).toBeLessThanOrEqual(Date.now());
  });

  it("holds nothing of what it is about but channel and country", () => {
    const challenge = { channel: "sms", country: "DE", address: "+4915123456789", nonce: "secret" } as const;
    const lines = told(({ measure }) => NAMES.forEach((name) => measure(name, 1, challenge)));
    expect(lines).toHaveLength(NAMES.length);
    const values = lines.flatMap((line) => Object.entries(line).filter(([name]) => name !== "_aws"));
    expect(new Set(values.map(([, value]) => value))).toEqual(new Set(["prod", "sms", "DE", 1]));
  });

  it("is not written on a laptop", () => {
    expect(told(({ measure }) => measure("Requests", 1, { channel: "email" }), "local")).toEqual([]);
  });
});

describe("a fault", () => {
  const act = ({ fault }: Observer) =>
    fault("verify-code", new TypeError("the address was anna@example.com"));

  it("is told and counted", () => {
    expect(told(act)[0]).toMatchObject({ level: "ERROR", message: "fault", function: "verify-code" });
    expect(written(act)).toEqual(["Errors{stage=prod} = 1 Count"]);
  });

  it("names the item that is damaged, and nothing that an error of another kind calls so", () => {
    const key = "recipient#r challenge#c";
    const damaged = new Fault("damaged-item", "damaged", { item: key });
    expect(told(({ fault }) => fault("f", damaged))[0]).toMatchObject({ code: "damaged-item", item: key });
    const strange = Object.assign(new Error("strange"), { item: "anna" });
    expect(told(({ fault }) => fault("f", strange))[0]).not.toHaveProperty("item");
  });

  it("does not tell what it was about", () => {
    expect(JSON.stringify(told(act))).not.toContain("anna");
  });
});

describe("the series of one stage", () => {
  it.each([
    [0, 36],
    [3, 48],
  ])("with SMS to %i countries are %i, as the price in metric-names.ts says", (countries, expected) => {
    const series = written(({ measure }) => {
      for (const name of NAMES) {
        measure(name, 1, { channel: "email" });
        measure(name, 1, { channel: "sms" });
        for (const country of ["US", "GB", "DE"].slice(0, countries))
          measure(name, 1, { channel: "sms", country });
      }
    });
    expect(new Set(series).size).toBe(expected);
  });
});
