import { describe, expect, it } from "@jest/globals";
import { queuesOf as queuesForSmoke } from "../../bin/smoke/cases/aws.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { testSettings } from "../support/service.ts";
import { nameOf } from "./names.ts";
import { functionNamed, permissionsOf } from "./permissions.ts";
import { ofType, synthesize } from "./synthesize.ts";

const EVENTS = { bus: "owners-bus", webhooks: [{ id: "billing", url: "https://billing.example/events" }] };
const app = await synthesize("prod", { settings: { events: EVENTS } });
const without = await synthesize("prod");
const QUEUE = "latchkey-prod-events";
const TELLER = "latchkey-prod-send-events";

const queuesOf = ({ service }: typeof app) =>
  ofType(service, "AWS::SQS::Queue").map(({ Properties }) => String(Properties.QueueName));
const mappingOf = (stage: typeof app, name: string) =>
  ofType(stage.service, "AWS::Lambda::EventSourceMapping").find(({ Properties }) =>
    nameOf(Properties.FunctionName, stage.service, stage).startsWith(name),
  )?.Properties;
const variablesOf = (stage: typeof app, name: string) =>
  Object.keys((functionNamed(stage.service, name).Properties.Environment as { Variables: object }).Variables);

describe("a stage whose owner has events told", () => {
  it("has a queue for them, and another one for those that were not taken", () => {
    const queue = ofType(app.service, "AWS::SQS::Queue").find(
      ({ Properties }) => Properties.QueueName === QUEUE,
    );
    expect(queue?.Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 120,
      MessageRetentionPeriod: 345_600,
      RedrivePolicy: { maxReceiveCount: 6 },
    });
    expect(queuesOf(app)).toContain(`${QUEUE}-failed`);
    const seenBySmoke = queuesForSmoke("prod", { settings: testSettings({ events: EVENTS }) });
    expect(seenBySmoke).toEqual(expect.arrayContaining([QUEUE, `${QUEUE}-failed`]));
    expect(queuesOf(app)).toEqual(expect.arrayContaining(seenBySmoke));
  });

  it("has a function that reads its queue and its secret, puts events on the one bus, and nothing else", () => {
    const granted = permissionsOf(app, app.service, TELLER).filter((one) => !one.startsWith("kms:Decrypt"));
    const OWN =
      "on latchkey-prod if dynamodb:LeadingKeys ForAllValues:StringLike deliveries#* if dynamodb:LeadingKeys Null false";
    expect(granted).toEqual([
      `dynamodb:GetItem ${OWN}`,
      `dynamodb:UpdateItem ${OWN}`,
      "events:PutEvents on arn:aws:events:eu-central-1:111122223333:event-bus/owners-bus",
      "logs:CreateLogStream on its log group",
      "logs:PutLogEvents on its log group",
      "secretsmanager:GetSecretValue on latchkey/prod/webhooks",
      ...["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"].map(
        (action) => `sqs:${action} on ${QUEUE}`,
      ),
    ]);
    expect(variablesOf(app, TELLER)).toEqual(
      expect.arrayContaining(["QUEUE_URL_EVENTS", "SECRET_ID_WEBHOOKS", "TABLE_NAME"]),
    );
    expect(mappingOf(app, TELLER)).toMatchObject({
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  it("lets the consumer of the stream order events, and no other function", () => {
    const may = (name: string) =>
      permissionsOf(app, app.service, name).filter((one) => one.endsWith(` on ${QUEUE}`));
    expect(may("latchkey-prod-bookkeep")).toEqual([`sqs:SendMessage on ${QUEUE}`]);
    expect(may("latchkey-prod-dispatch")).toEqual([]);
    expect(variablesOf(app, "latchkey-prod-bookkeep")).toContain("QUEUE_URL_EVENTS");
  });

  it("brings that consumer each change that is told of, by no more filters than Lambda takes", () => {
    const { Filters } = mappingOf(app, "latchkey-prod-bookkeep")?.FilterCriteria as {
      Filters: readonly { readonly Pattern: string }[];
    };
    const keys = Filters.map(
      ({ Pattern }) => (JSON.parse(Pattern) as { dynamodb: { Keys: unknown } }).dynamodb.Keys,
    );
    expect(keys).toEqual([
      { pk: { S: [{ prefix: "recipient#" }] }, sk: { S: [{ prefix: "challenge#" }] } },
      { pk: { S: [{ prefix: "subject#" }] }, sk: { S: ["factors"] } },
      { pk: { S: [{ prefix: "recipient#" }] }, sk: { S: ["customer"] } },
      { pk: { S: [{ prefix: "spend#" }] }, sk: { S: ["day"] } },
    ]);
  });

  it("fails to be deployed where its bus is not there, by a rule that does nothing", () => {
    const [rule, ...others] = ofType(app.service, "AWS::Events::Rule").filter(
      ({ Properties }) => Properties.EventBusName === "owners-bus",
    );
    expect(rule?.Properties).toMatchObject({ State: "DISABLED", Name: "latchkey-prod-bus-is-there" });
    expect([rule?.Properties.Targets, others]).toEqual([undefined, []]);
  });

  it("tells the owner of receivers that are gone, and of events that were not taken", () => {
    const alarms = ofType(app.service, "AWS::CloudWatch::Alarm").map(
      ({ Properties }) => Properties.AlarmName,
    );
    expect(alarms).toEqual(
      expect.arrayContaining(["latchkey-prod-receivers-gone", "latchkey-prod-events-failed"]),
    );
  });
});

describe("a stage with another account's bus", () => {
  const bus = "arn:aws:events:us-east-1:222222222222:event-bus/shared";

  it("may put events there alone, and makes no rule in it", async () => {
    const stage = await synthesize("prod", { settings: { events: { bus } } });
    expect(permissionsOf(stage, stage.service, TELLER).filter((one) => one.startsWith("events:"))).toEqual([
      expect.stringContaining("event-bus/shared"),
    ]);
    expect(JSON.stringify([...stage.templates.values()])).not.toMatch(/bus-is-there|prod\/webhooks/);
  });
});

describe("a stage without", () => {
  it("has none of it", () => {
    expect(queuesOf(without).filter((name) => name.includes("events"))).toEqual([]);
    expect(JSON.stringify([...without.templates.values()])).not.toMatch(
      /send-events|prod-events|QUEUE_URL_EVENTS|prod\/webhooks|receivers-gone|PutEvents/,
    );
    const before = mappingOf(without, "latchkey-prod-bookkeep")?.FilterCriteria as { Filters: object[] };
    expect(before.Filters).toHaveLength(1);
  });
});

describe("the settings of events", () => {
  const stage = (events: object) => ({
    one: { settings: { channels: { email: { providers: ["ses"] } }, events } },
  });
  const parse = (events: object, toDeploy = true) => parseStage(stage(events), "one", { toDeploy });
  const webhook = (more: object) => ({
    webhooks: [{ id: "billing", url: "https://billing.example", ...more }],
  });

  it.each([
    "http://billing.example/events",
    "http://localhost:4000/events",
    "https://localhost/events",
    "https://10.0.0.1/events",
    "https://169.254.169.254/events",
    "https://intranet/events",
    "https://[::1]/events",
  ])("name no address that is not called where they are deployed: %s", (url) => {
    expect(() => parse(webhook({ url }), false)).not.toThrow();
    expect(() => parse(webhook({ url }))).toThrow(
      "- stages.one.settings.events.webhooks.0.url: is called by https alone",
    );
  });

  it.each([
    ["ftp://billing.example", "webhooks.0.url"],
    ["https://user:secret@billing.example", "webhooks.0.url"],
    ["https://billing.example/#part", "webhooks.0.url"],
    ["billing.example", "webhooks.0.url"],
  ])("name no address that is none: %s", (url, place) => {
    const thrown = () => parse(webhook({ url }));
    expect(thrown).toThrow(`settings.events.${place}`);
    expect(thrown).not.toThrow("secret@");
  });

  it.each([
    [webhook({ id: "bus" }), 'must not be "bus"'],
    [webhook({ id: "Billing" }), "small letters"],
    [webhook({ events: ["challenge.aproved"] }), "must be a type of event"],
    [webhook({ events: [] }), "events.webhooks.0.events"],
    [{ webhooks: [webhook({}).webhooks[0], webhook({}).webhooks[0]] }, "each needs an id of its own"],
    [
      { webhooks: Array.from({ length: 11 }, (_, n) => ({ id: `r${n}`, url: "https://r.example" })) },
      "webhooks",
    ],
    [{ bus: "a bus" }, "must be the name of an event bus, or its ARN"],
    [{ bus: "arn:aws:sns:us-east-1:222222222222:topic" }, "must be the name of an event bus, or its ARN"],
    [{ hooks: [] }, "there is no such setting"],
  ])("are refused where they mean nothing: %j", (events, words) => {
    expect(() => parse(events)).toThrow(words);
  });

  it.each([
    webhook({ events: ["challenge.approved", "security.*", "*"] }),
    { bus: "default" },
    { bus: "aws.partner/example.com/1" },
  ])("are taken: %j", (events) => {
    expect(() => parse(events)).not.toThrow();
  });
});
