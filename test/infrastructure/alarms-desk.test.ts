import { describe, expect, it } from "@jest/globals";
import { make } from "./synthesis/make.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";
import { metricsOf, strayOf, writtenSeries } from "./watched.ts";

const BY_ARN = { arn: "arn:aws:iam::123456789012:role/owners", role: "owner" };
const settings = { desk: { admins: [BY_ARN, { recipient: "anna@utility.example", role: "owner" }] } };
const rows = await make("describeAlarms");
const app = await synthesize("prod", { settings });

/** The alarms of the desk as their own nested stack has them. */
const [, wing] = [...app.templates].find(([name]) => name.includes("/Functionsdesk")) ?? [];
const alarms = new Map(
  ofType(wing!, "AWS::CloudWatch::Alarm").map(({ Properties }) => [
    String(Properties.AlarmName).replace("latchkey-prod-", ""),
    Properties,
  ]),
);

describe("the alarms of a stage with a desk", () => {
  it("stand in the desk's nested stack, and not in the service stack", () => {
    expect([...alarms.keys()].sort()).toEqual([
      ...["desk-acts-broken", "desk-acts-broken-desk-act", "desk-acts-broken-desk-forget"],
      ...["desk-refusals", "desk-wrong-codes", "desk-wrong-factors"],
    ]);
    const core = ofType(app.templates.get("latchkey-prod-service")!, "AWS::CloudWatch::Alarm");
    expect(core.filter(({ Properties }) => String(Properties.AlarmName).includes("desk-"))).toEqual([]);
  });

  it.each([
    ["desk-wrong-codes", "DeskWrongCodes", 10],
    ["desk-wrong-factors", "DeskWrongFactors", 5],
    ["desk-refusals", "DeskRefusals", 10],
    ["desk-acts-broken", "BrokenActs", 0],
    ["desk-acts-broken-desk-act", "Errors", 0],
    ["desk-acts-broken-desk-forget", "Errors", 0],
  ])("go off when they should, and not for lack of data: %s", (name, metrics, Threshold) => {
    const alarm = alarms.get(name) ?? {};
    expect(alarm).toMatchObject({
      ...{ Threshold, EvaluationPeriods: 1, TreatMissingData: "notBreaching" },
      ComparisonOperator: "GreaterThanThreshold",
    });
    const watched = metricsOf(alarm);
    expect(watched.map((metric) => metric.name).join(" ")).toBe(metrics);
    const row = rows.find((one) => name.startsWith(one.name));
    expect(alarm.AlarmDescription).toContain(`Runbook: docs/operations.md#${row?.name ?? "none"}`);
    expect(alarm.AlarmActions).toHaveLength(1);
  });

  it("watch what the functions write, and functions that are there; six metrics, which are what they cost", () => {
    const written = writtenSeries("prod", ["US"]);
    const watched = [...alarms.values()].flatMap((alarm) =>
      metricsOf(alarm, (value) => nameOf(value, app.service, app)),
    );
    expect(watched).toHaveLength(6);
    expect(watched.flatMap((metric) => strayOf(metric, written, app) ?? [])).toEqual([]);
  });

  it("are fewer where nobody signs in to pages", async () => {
    const { template } = await make("makeAlarms", { settings: { desk: { admins: [BY_ARN] } } });
    const names = ofType(template, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties.AlarmName);
    expect(names.filter((name) => String(name).includes("-desk-")).sort()).toEqual([
      "latchkey-prod-desk-acts-broken",
      "latchkey-prod-desk-acts-broken-desk-act",
      "latchkey-prod-desk-acts-broken-desk-forget",
      "latchkey-prod-desk-refusals",
    ]);
  });
});
