import { describe, expect, it } from "@jest/globals";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const app = await synthesize("prod");
const { data, service } = app;
const [table] = ofType(data, "AWS::DynamoDB::Table");
const queues = ofType(service, "AWS::SQS::Queue").map(({ Properties }) => Properties);
const mappings = ofType(service, "AWS::Lambda::EventSourceMapping").map(({ Properties }) => Properties);
const called = (value: unknown) => nameOf(value, service, app);

describe("a table in production cannot lose", () => {
  it.each([
    ["its expiry", { TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true } }],
    [
      "its point-in-time recovery",
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ],
    ["its deletion protection", { DeletionProtectionEnabled: true }],
    ["its stream", { StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" } }],
    ["its own key", { SSESpecification: { SSEEnabled: true, SSEType: "KMS" } }],
  ])("%s", (_, properties) => {
    expect(table?.Properties).toMatchObject(properties);
  });

  it("its place in the account when the stack goes", () => {
    expect(table).toMatchObject({ DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" });
  });
});

describe("a channel's queue cannot lose", () => {
  it.each(["email", "sms"])("its dead-letter queue: %s", (channel) => {
    const queue = queues.find(({ QueueName }) => QueueName === `latchkey-prod-${channel}`);
    const { deadLetterTargetArn } = (queue?.RedrivePolicy ?? {}) as { deadLetterTargetArn?: unknown };
    const dead = queues.find(({ QueueName }) => QueueName === called(deadLetterTargetArn));
    expect(dead).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
  });
});

describe("a consumer of the stream cannot lose", () => {
  const followers = mappings
    .filter(({ EventSourceArn }) => called(EventSourceArn).endsWith(".StreamArn"))
    .map((mapping) => [called(mapping.FunctionName), mapping] as const);

  it("its existence", () => {
    expect(followers.map(([name]) => name)).toEqual([
      "latchkey-prod-dispatch:live",
      "latchkey-prod-bookkeep:live",
    ]);
  });

  describe.each(followers)("%s:", (_, mapping) => {
    it.each([
      ["the halving of failed batches", { BisectBatchOnFunctionError: true }],
      ["the report of single failures", { FunctionResponseTypes: ["ReportBatchItemFailures"] }],
      ["its start at the oldest record", { StartingPosition: "TRIM_HORIZON" }],
      ["its limit of retries", { MaximumRetryAttempts: 20 }],
    ])("%s", (__, properties) => {
      expect(mapping).toMatchObject(properties);
    });

    it("its limit of age", () => {
      expect(mapping.MaximumRecordAgeInSeconds).toBeGreaterThanOrEqual(60);
    });

    it("the place for what failed", () => {
      const { OnFailure } = (mapping.DestinationConfig ?? {}) as { OnFailure?: { Destination: unknown } };
      const failed = queues.find(({ QueueName }) => QueueName === called(OnFailure?.Destination));
      expect(failed).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
    });
  });
});

describe("a function in production cannot lose", () => {
  it("its log, or the end of its log", () => {
    for (const stack of [data, service]) {
      const functions = ofType(stack, "AWS::Lambda::Function");
      const groups = functions.map(({ Properties }) => {
        const { LogGroup } = (Properties.LoggingConfig ?? {}) as { LogGroup?: { Ref: string } };
        return stack.Resources[LogGroup?.Ref ?? ""];
      });
      for (const group of groups)
        expect(group).toMatchObject({
          Properties: { RetentionInDays: 90 },
          DeletionPolicy: "RetainExceptOnCreate",
        });
    }
  });
});
