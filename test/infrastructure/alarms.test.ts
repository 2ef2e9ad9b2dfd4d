import { describe, expect, it } from "@jest/globals";
import { make } from "./synthesis/make.ts";
import { ofType, synthesize } from "./synthesize.ts";
import { nameOf } from "./names.ts";
import { metricsOf, type QueryJson, strayOf, writtenSeries } from "./watched.ts";

const ROTATION = "latchkey-prod-rotate-secrets";

const rows = await make("describeAlarms");
const { template, ofApi } = await make("makeAlarms", {});
const app = await synthesize("prod");
const byName = new Map(
  ofType(template, "AWS::CloudWatch::Alarm").map(
    ({ Properties }) => [String(Properties.AlarmName).replace("latchkey-prod-", ""), Properties] as const,
  ),
);

const expressionOf = (name: string) =>
  (byName.get(name)?.Metrics as readonly QueryJson[] | undefined)?.find(({ Expression }) => Expression)
    ?.Expression;

/** Each alarm with what it watches and when it goes off: above the threshold in so many periods, unless it says below. */
const EXPECTED: readonly [name: string, metrics: string, threshold: number, periods: number][] = [
  ["api-errors", "5XXError Count", 5, 1],
  ["api-latency", "Latency Count", 3000, 3],
  ["api-throttled", "ThrottledRequests", 100, 1],
  ["functions-throttled", "Throttles", 10, 1],
  ["stream-late-dispatch", "IteratorAge", 60_000, 3],
  ["books-late", "IteratorAge", 300_000, 3],
  ["stream-failed-dispatch", "ApproximateNumberOfMessagesVisible", 0, 1],
  ["stream-failed-bookkeep", "ApproximateNumberOfMessagesVisible", 0, 1],
  ["sends-late", "LateSends", 0, 1],
  ["provider-account", "AccountFaults", 0, 1],
  ["receipts-failed", "ApproximateNumberOfMessagesVisible", 0, 1],
  ["delivery-slow-email", "DeliveryAge Sends", 30, 2],
  ["delivery-slow-sms", "DeliveryAge Sends", 30, 2],
  ["undelivered-email", "ApproximateNumberOfMessagesVisible", 0, 1],
  ["undelivered-sms", "ApproximateNumberOfMessagesVisible", 0, 1],
  ["conversion-low-email", "Requests Approvals", 40, 2],
  ["conversion-low-sms", "Requests Approvals", 40, 2],
  ["wrong-codes", "Requests WrongCodes", 60, 2],
  ["strong-codes", "Requests StrongCodes", 10, 2],
  ["networks-refused", "NetworkRefusals", 100, 1],
  ["day-spend", "SpentPercent", 80, 1],
  ["sms-stopped", "Stops", 0, 1],
  ["sms-spend", "SMSMonthToDateSpentUSD", 0.8, 1],
  ["sms-account-refused", "SmsAccountRefusals", 0, 1],
  ["email-bounces", "Reputation.BounceRate", 0.04, 1],
  ["email-complaints", "Reputation.ComplaintRate", 0.0008, 1],
  ["rotation-failed", "Errors", 0, 1],
];

describe.each(EXPECTED)("the alarm %s", (name, metrics, Threshold, EvaluationPeriods) => {
  const alarm = byName.get(name);

  it("goes off when it should, and not for lack of data", () => {
    expect(alarm).toMatchObject({ Threshold, EvaluationPeriods, TreatMissingData: "notBreaching" });
    expect(alarm?.ComparisonOperator).toBe(
      name.startsWith("conversion-low") ? "LessThanThreshold" : "GreaterThanThreshold",
    );
    expect(
      metricsOf(alarm ?? {})
        .map((metric) => metric.name)
        .join(" "),
    ).toBe(metrics);
  });

  it("tells the operator what it means, what to do and where to read on", () => {
    const { AlarmDescription, AlarmActions } = alarm as { AlarmDescription: string; AlarmActions: unknown };
    const row = rows.find((one) => name.startsWith(one.name));
    expect(AlarmDescription).toBe(
      `${row?.meaning ?? ""} What to do: ${row?.todo ?? ""} Runbook: docs/operations.md#${row?.name ?? ""}`,
    );
    expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    const [topic] =
      Object.entries(template.Resources).find(([, { Type }]) => Type === "AWS::SNS::Topic") ?? [];
    expect(AlarmActions).toEqual([{ Ref: topic }]);
  });
});

describe("the alarms", () => {
  it("are these and no others", () => {
    expect([...byName.keys()].sort()).toEqual(EXPECTED.map(([name]) => name).sort());
  });

  it("look at 35 metrics, which are what they cost", () => {
    expect([...byName.values()].flatMap((alarm) => metricsOf(alarm))).toHaveLength(35);
  });

  it("are quiet in a quiet night: few requests are no rate", () => {
    expect(expressionOf("api-errors")).toBe("IF(errors >= 5, 100 * errors / requests, 0)");
    expect(expressionOf("api-latency")).toBe("IF(requests >= 20, latency, 0)");
    expect(expressionOf("delivery-slow-sms")).toBe("IF(sends >= 10, age, 0)");
    for (const name of ["wrong-codes", "strong-codes"])
      expect(expressionOf(name)).toBe("IF(requests >= 20, 100 * FILL(counted, 0) / requests, 0)");
    expect(expressionOf("conversion-low-sms")).toBe(
      "IF(requests_sms_all >= 20, 100 * FILL(approvals_sms_all, 0) / requests_sms_all)",
    );
  });

  it("offer those of the API to what takes a version back", () => {
    expect(ofApi).toEqual(["api-errors", "api-latency"]);
  });

  it("watch the function that rotates the keys by its name, so that its stack may replace it", () => {
    const [metric] = metricsOf(byName.get("rotation-failed") ?? {});
    expect(metric).toMatchObject({ namespace: "AWS/Lambda", name: "Errors" });
    expect(metric?.dimensions.FunctionName).toBe(ROTATION);
    expect(JSON.stringify(app.data.Outputs)).not.toContain("Rotator");
  });

  it("find what the gateway throttled in its access log", () => {
    expect(ofType(template, "AWS::Logs::MetricFilter")).toMatchObject([
      {
        Properties: {
          FilterPattern: '{ ($.errorType = "THROTTLED") || ($.errorType = "QUOTA_EXCEEDED") }',
          LogGroupName: "access-logs",
          MetricTransformations: [{ MetricNamespace: "Latchkey/prod", MetricName: "ThrottledRequests" }],
        },
      },
    ]);
  });
});

describe("a stage whose codes are always long, or never", () => {
  it.each([{ strong: "always" }, { strongAfterFailures: "off" }])(
    "has no alarm for how many are, and that for wrong codes: %j",
    async (limits) => {
      const { template: made } = await make("makeAlarms", { settings: { limits } });
      const names = ofType(made, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties.AlarmName);
      expect(names).toContain("latchkey-prod-wrong-codes");
      expect(names).not.toContain("latchkey-prod-strong-codes");
    },
  );
});

describe("the alarms of the deployed stack", () => {
  const made = ofType(app.service, "AWS::CloudWatch::Alarm");
  const written = writtenSeries("prod", ["US"]);

  const guarded = ofType(app.service, "AWS::Lambda::Alias").map(({ Properties }) =>
    nameOf(Properties.FunctionName, app.service, app),
  );

  it("are all of them, and one for each function that a canary guards", () => {
    expect(guarded.length).toBeGreaterThan(10);
    expect(made.map(({ Properties }) => Properties.AlarmName).sort()).toEqual(
      [
        ...EXPECTED.map(([name]) => `latchkey-prod-${name}`),
        ...guarded.map((name) => `${name}-failing`),
      ].sort(),
    );
  });

  it("tell the operator, each with what it means, what to do and where to read on", () => {
    const [topic] = ofType(app.service, "AWS::SNS::Subscription").map(
      ({ Properties }) => Properties.TopicArn,
    );
    for (const { Properties } of made) {
      const [, name] =
        /Runbook: docs\/operations\.md#([a-z-]+)$/.exec(String(Properties.AlarmDescription)) ?? [];
      const row = rows.find((one) => one.name === name);
      expect(Properties.AlarmDescription).toBe(
        `${row?.meaning ?? ""} What to do: ${row?.todo ?? ""} Runbook: docs/operations.md#${name ?? ""}`,
      );
      expect(String(Properties.AlarmDescription).length).toBeLessThanOrEqual(1024);
      expect(Properties.AlarmActions).toEqual([topic]);
    }
  });

  it("watch what is there: metrics that the functions write, functions, queues and the API", () => {
    const watched = made.flatMap(({ Properties }) =>
      metricsOf(Properties, (value) => nameOf(value, app.service, app)),
    );
    expect(watched).toHaveLength(35 + 3 * guarded.length);
    expect(watched.flatMap((metric) => strayOf(metric, written, app) ?? [])).toEqual([]);
  });
});

describe("who is told", () => {
  it("is the stage's alarmEmail", () => {
    expect(ofType(template, "AWS::SNS::Subscription")).toMatchObject([
      { Properties: { Protocol: "email", Endpoint: "operators@example.com" } },
    ]);
  });

  it("hears it from this stage's alarms alone, and over TLS", () => {
    const [policy] = ofType(template, "AWS::SNS::TopicPolicy");
    const { Statement } = policy?.Properties.PolicyDocument as { Statement: readonly object[] };
    expect(Statement).toMatchObject([
      {
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Condition: {
          ArnLike: {
            "aws:SourceArn": {
              "Fn::Join": [
                "",
                [
                  "arn:",
                  { Ref: "AWS::Partition" },
                  ":cloudwatch:eu-central-1:111122223333:alarm:latchkey-prod-*",
                ],
              ],
            },
          },
        },
      },
    ]);
  });
});

describe("a stage without an alarmEmail", () => {
  it("has no alarms, which would cost something while it is idle", async () => {
    const { service } = await synthesize("dev");
    for (const type of ["AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter"])
      expect(ofType(service, type)).toEqual([]);
    const told = ofType(service, "AWS::SNS::Subscription").map(({ Properties }) => Properties.Protocol);
    expect(told).not.toContain("email");
    const topics = ofType(service, "AWS::SNS::Topic").map(({ Properties }) => Properties.TopicName);
    expect(topics).toEqual(["latchkey-dev-receipts"]);
  });
});

describe("the alarm of the spend", () => {
  const thresholds = async (override: object) =>
    ofType((await make("makeAlarms", override)).template, "AWS::CloudWatch::Alarm")
      .filter(({ Properties }) => Properties.AlarmName === "latchkey-prod-sms-spend")
      .map(({ Properties }) => Properties.Threshold);

  it("follows the ceiling", async () => {
    expect(await thresholds({ smsAccount: { monthlySpendUsd: 1000 } })).toEqual([800]);
  });

  it("is absent where no SMS are sent", async () => {
    expect(await thresholds({ settings: { channels: { sms: { enabled: false } } } })).toEqual([]);
  });
});
