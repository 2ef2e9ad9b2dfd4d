import { describe, expect, it } from "@jest/globals";
import { type MetricName, METRICS } from "../../functions/observability/metric-names.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize, type Synthesized } from "./synthesize.ts";
import { strayOf, type WatchedMetric, writtenSeries } from "./watched.ts";

interface Widget {
  readonly type: "text" | "metric" | "alarm";
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    /** As CloudWatch writes them: namespace, name, dimensions by turns, and what is drawn; or an expression. */
    readonly metrics?: readonly (readonly unknown[])[];
    readonly annotations?: { readonly horizontal: readonly { readonly value: number }[] };
  };
}

function dashboardOf(app: Synthesized): readonly Widget[] {
  const [dashboard] = ofType(app.service, "AWS::CloudWatch::Dashboard");
  const body = nameOf(dashboard?.Properties.DashboardBody, app.service, app);
  return (JSON.parse(body) as { readonly widgets: readonly Widget[] }).widgets;
}

// Each graph of a stage is drawn where it has what the graph is about.
const EVENTS = { webhooks: [{ id: "billing", url: "https://billing.example.com/events" }] };
const DESK = { admins: [{ arn: "arn:aws:iam::123456789012:role/owners", role: "owner" }] };
const app = await synthesize("prod", { settings: { events: EVENTS, desk: DESK } });
const widgets = dashboardOf(app);
const graphs = widgets.filter(({ type }) => type === "metric");
const graphNamed = (title: string, among: readonly Widget[] = graphs) =>
  among.find(({ properties }) => properties.title === title)?.properties;

/** The metrics that graphs name one by one; what a search finds is not among them. */
function metricsOf(among: readonly Widget[]): WatchedMetric[] {
  return among
    .flatMap(({ properties }) => properties.metrics ?? [])
    .flatMap((entry) => {
      const texts = entry.filter((part): part is string => typeof part === "string");
      const [namespace = "", name = "", ...rest] = texts;
      if (namespace === "") return [];
      const pairs = rest.flatMap((part, index) => (index % 2 === 0 ? [[part, rest[index + 1] ?? ""]] : []));
      return [{ namespace, name, dimensions: Object.fromEntries(pairs) as Record<string, string> }];
    });
}

const expressionsOf = (title: string, among: readonly Widget[] = graphs) =>
  (graphNamed(title, among)?.metrics ?? []).flatMap((entry) =>
    entry.flatMap((part) => {
      const { expression } = part as { readonly expression?: string };
      return expression === undefined ? [] : [expression];
    }),
  );

describe("the dashboard", () => {
  it.each([
    ["By e-mail", "Requests Sends Approvals"],
    ["By text message", "Requests Sends Approvals"],
    ["Wrong codes by channel", "WrongCodes WrongCodes"],
    ["Locks by channel", "Locks Locks"],
    ["Long codes, and networks refused", "StrongCodes NetworkRefusals"],
    ["Delivery age", "DeliveryAge DeliveryAge DeliveryAge DeliveryAge"],
    ["Refused by the provider", "FailedSends FailedSends AccountFaults"],
    ["Sign-outs that apps refuse", "RefusedLogouts"],
    ["Given up as too late", "LateSends"],
    ["Latency", "Latency Latency Latency"],
    ["Answers", "Count 4XXError"],
    ["Errors", "5XXError Errors"],
    ["Behind the stream", "IteratorAge IteratorAge"],
    ["Throttled", "Throttles"],
    ["Used of the day's ceiling", "SpentPercent Stops"],
    ["Spend on texts", "SMSMonthToDateSpentUSD"],
    ["Reputation of e-mail", "Reputation.BounceRate Reputation.ComplaintRate"],
  ])("draws %s", (title, names) => {
    const properties = graphNamed(title);
    expect(properties).toBeDefined();
    const drawn = metricsOf([{ type: "metric", properties: properties ?? {} }]);
    expect(drawn.map(({ name }) => name).join(" ")).toBe(names);
  });

  it("draws the depth of every queue that keeps what failed", () => {
    const queues = ofType(app.service, "AWS::SQS::Queue")
      .map(({ Properties }) => String(Properties.QueueName))
      .filter((name) => /-(failed|undelivered)$/.test(name));
    const drawn = metricsOf([{ type: "metric", properties: graphNamed("Dead letters") ?? {} }]);
    expect(drawn.map(({ dimensions }) => dimensions.QueueName).sort()).toEqual(queues.sort());
  });

  it("reads what the functions write, and functions, queues and an API that are there", () => {
    const watched = metricsOf(graphs);
    const written = writtenSeries("prod", ["US", "GB", "DE"]);
    expect(watched.length).toBeGreaterThan(30);
    expect(watched.flatMap((metric) => strayOf(metric, written, app) ?? [])).toEqual([]);
  });

  it("leaves out no metric of ours, and says what each means", () => {
    const texts = widgets.map(({ properties }) => properties.markdown ?? "").join("\n");
    const drawn = JSON.stringify(graphs);
    for (const name of Object.keys(METRICS) as MetricName[]) {
      expect(drawn).toContain(`"${name}"`);
      if (name !== "Latency") expect(texts).toContain(`**${name}**: ${METRICS[name].meaning}`);
    }
  });

  it("says something above each row of graphs", () => {
    const kinds = widgets.map(({ type }) => type).join(" ");
    expect(kinds).toMatch(/^alarm( text( metric)+)+$/);
  });

  it("shows the state of every alarm, those of the canary included", () => {
    const [alarms] = widgets.filter(({ type }) => type === "alarm");
    expect([...(alarms?.properties.alarms ?? [])].sort()).toEqual(
      ofType(app.service, "AWS::CloudWatch::Alarm")
        .map(({ Properties }) => Properties.AlarmName)
        .sort(),
    );
  });

  it("draws the ceiling over the spend", () => {
    expect(graphNamed("Spend on texts")?.annotations?.horizontal).toMatchObject([{ value: 1 }]);
  });

  it("is a link among the stack's outputs", () => {
    const { Value } = app.service.Outputs?.DashboardUrl ?? {};
    expect(nameOf(Value, app.service, app)).toBe(
      "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/latchkey-prod",
    );
    expect(ofType(app.service, "AWS::CloudWatch::Dashboard")).toMatchObject([
      { Properties: { DashboardName: "latchkey-prod" } },
    ]);
  });
});

describe("the countries of text messages", () => {
  it.each(["Requests", "Sends", "Approvals", "WrongCodes"])("are looked up for %s", (name) => {
    const title = name === "WrongCodes" ? "Wrong codes by country" : `${name} by country`;
    expect(expressionsOf(title)).toEqual([
      `SEARCH('{Latchkey,channel,country,stage} MetricName="${name}" stage="prod" channel="sms"', 'Sum', 3600)`,
    ]);
  });

  it("have a conversion each: approvals in percent of requests", () => {
    expect(expressionsOf("Conversion by country")).toEqual(
      ["us", "gb", "de"].map(
        (code) =>
          `IF(requests_sms_${code} >= 1, 100 * FILL(approvals_sms_${code}, 0) / requests_sms_${code})`,
      ),
    );
    expect(expressionsOf("Conversion by channel")).toHaveLength(2);
  });
});

const countries = ["US", "GB", "DE", "FR", "ES", "IT", "AT", "CH", "NL", "BE", "PL"];
const many = dashboardOf(await synthesize("dev", { settings: { channels: { sms: { countries } } } }));

describe("the dashboard of a stage with SMS to many countries and no alarms", () => {
  it("names 50 metrics at most, for which CloudWatch asks no price", () => {
    const series = metricsOf(many).map((metric) => JSON.stringify(metric));
    expect(new Set(series).size).toBeLessThanOrEqual(50);
    expect(expressionsOf("Conversion by country", many)).toHaveLength(5);
  });

  it("says which countries it leaves out, and shows no state of alarms", () => {
    const texts = many.map(({ properties }) => properties.markdown ?? "").join("\n");
    expect(texts).toContain("the first 5 of the configured countries");
    expect(many[0]?.type).toBe("text");
  });
});
