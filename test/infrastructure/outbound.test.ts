import { describe, expect, it } from "@jest/globals";
import { queuesOf as queuesForSmoke } from "../../bin/smoke/cases/aws.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { testSettings } from "../support/service.ts";
import { functionNamed, permissionsOf } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const CLIENT = {
  id: "app",
  name: "The App",
  redirectUris: ["https://app.example/callback"],
  backchannelLogoutUri: "https://app.example/signed-out",
};
const app = await synthesize("prod", { settings: { clients: [CLIENT] } });
const without = await synthesize("prod");
const OUTBOUND = "latchkey-prod-outbound";

const queuesOf = ({ service }: typeof app) =>
  ofType(service, "AWS::SQS::Queue").map(({ Properties }) => String(Properties.QueueName));
const variablesOf = (stage: typeof app, name: string) =>
  (functionNamed(stage.service, name).Properties.Environment as { Variables: object }).Variables;

describe("a stage with an app that is told of sign-outs", () => {
  it("has a queue for the calls, and another one for those that were not answered", () => {
    const queue = ofType(app.service, "AWS::SQS::Queue").find(
      ({ Properties }) => Properties.QueueName === OUTBOUND,
    );
    expect(queue?.Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 120,
      MessageRetentionPeriod: 86_400,
      RedrivePolicy: { maxReceiveCount: 120 },
    });
    expect(queuesOf(app)).toContain(`${OUTBOUND}-failed`);
    const seenBySmoke = queuesForSmoke("prod", { settings: testSettings({ clients: [CLIENT] }) });
    expect(seenBySmoke).toEqual(expect.arrayContaining([OUTBOUND, `${OUTBOUND}-failed`]));
    expect(queuesOf(app)).toEqual(expect.arrayContaining(seenBySmoke));
  });

  it("has a function that may read its queue and sign, and nothing else", () => {
    expect(permissionsOf(app, app.service, OUTBOUND)).toEqual([
      "logs:CreateLogStream on its log group",
      "logs:PutLogEvents on its log group",
      "secretsmanager:GetSecretValue on latchkey/prod/signing",
      ...["DeleteMessage", "GetQueueAttributes", "ReceiveMessage"].map(
        (action) => `sqs:${action} on ${OUTBOUND}`,
      ),
    ]);
    const mapping = ofType(app.service, "AWS::Lambda::EventSourceMapping").find(({ Properties }) =>
      nameOf(Properties.FunctionName, app.service, app).startsWith(OUTBOUND),
    );
    expect(mapping?.Properties).toMatchObject({
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it("lets the consumer of the stream order calls", () => {
    expect(permissionsOf(app, app.service, "latchkey-prod-dispatch")).toContain(
      `sqs:SendMessage on ${OUTBOUND}`,
    );
    expect(Object.keys(variablesOf(app, "latchkey-prod-dispatch"))).toContain("QUEUE_URL_OUTBOUND");
  });

  it("tells the owner of apps that refuse, and of those that do not answer", () => {
    const alarms = ofType(app.service, "AWS::CloudWatch::Alarm").map(
      ({ Properties }) => Properties.AlarmName,
    );
    expect(alarms).toEqual(
      expect.arrayContaining(["latchkey-prod-logouts-refused", "latchkey-prod-logouts-failed"]),
    );
  });
});

describe("an address that an app is told at", () => {
  const told = (backchannelLogoutUri: string) => ({
    one: {
      settings: {
        channels: { email: { providers: ["ses"] } },
        clients: [{ ...CLIENT, backchannelLogoutUri }],
      },
    },
  });

  it.each([
    "http://localhost:4000/out",
    "http://127.0.0.1/out",
    "https://localhost/out",
    "https://app.localhost/out",
    "https://10.0.0.1/out",
    "https://169.254.169.254/out",
    "https://intranet/out",
    "https://app.internal/out",
    "https://printer.local./out",
    "https://[::1]/out",
    "https://[fd00::1]/out",
  ])("is refused where it is deployed, since nothing is called there: %s", (uri) => {
    expect(() => parseStage(told(uri), "one")).not.toThrow();
    expect(() => parseStage(told(uri), "one", { toDeploy: true })).toThrow(
      "- stages.one.settings.clients.0.backchannelLogoutUri: is called by https alone",
    );
  });

  it.each(["https://app.example/out", "https://93.184.216.34/out", "https://[2606:2800:220:1::1]/out"])(
    "is taken: %s",
    (uri) => {
      expect(() => parseStage(told(uri), "one", { toDeploy: true })).not.toThrow();
    },
  );
});

describe("a stage without", () => {
  it("has none of it", () => {
    expect(queuesOf(without).filter((name) => name.includes("outbound"))).toEqual([]);
    expect(JSON.stringify([...without.templates.values()])).not.toMatch(/outbound|logouts-/i);
  });
});
