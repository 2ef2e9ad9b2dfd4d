import { describe, expect, it } from "@jest/globals";
import { allGrants, permissionsOf } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const app = await synthesize("prod", { deliverers: { sms: 4 } });
const { service } = app;
const short = await synthesize("dev", {
  createEmailIdentity: false,
  settings: { passcode: { ttlSeconds: 60 }, channels: { email: { from: "codes@mail.example.org" } } },
});

const queues = new Map(
  ofType(service, "AWS::SQS::Queue").map(
    ({ Properties }) => [Properties.QueueName as string, Properties] as const,
  ),
);

describe("the queue of a channel", () => {
  it.each(["email", "sms"])("hides a message longer than its function may take: %s", (channel) => {
    const visibility = queues.get(`latchkey-prod-${channel}`)?.VisibilityTimeout as number;
    const [timeout] = ofType(service, "AWS::Lambda::Function")
      .filter(({ Properties }) => Properties.FunctionName === `latchkey-prod-deliver-code-${channel}`)
      .map(({ Properties }) => Properties.Timeout as number);
    // The lease of a send lasts 30 seconds; a deliverer that comes back must find it over.
    expect(visibility).toBeGreaterThan(30);
    expect(visibility).toBeGreaterThan(timeout ?? Infinity);
  });

  it.each(["email", "sms"])("gives up about when the code is no longer worth sending: %s", (channel) => {
    const { VisibilityTimeout, RedrivePolicy } = queues.get(`latchkey-prod-${channel}`) as {
      VisibilityTimeout: number;
      RedrivePolicy: { deadLetterTargetArn: unknown; maxReceiveCount: number };
    };
    // The first three failures are tried again after 5, 10 and 20 seconds.
    const lastTry = 5 + 10 + 20 + VisibilityTimeout * (RedrivePolicy.maxReceiveCount - 4);
    expect(lastTry).toBeGreaterThanOrEqual(300 - 30);
    expect(lastTry).toBeLessThan(300);
    expect(nameOf(RedrivePolicy.deadLetterTargetArn, service, app)).toBe(
      `latchkey-prod-${channel}-undelivered`,
    );
  });

  it("tries at least five times for short-lived codes", () => {
    const [queue] = ofType(short.service, "AWS::SQS::Queue").filter(
      ({ Properties }) => Properties.QueueName === "latchkey-dev-email",
    );
    expect(queue?.Properties).toMatchObject({ RedrivePolicy: { maxReceiveCount: 5 } });
  });

  it.each(["email", "sms"])("invokes its function, which may hand back single messages: %s", (channel) => {
    const [mapping] = ofType(service, "AWS::Lambda::EventSourceMapping").filter(
      ({ Properties }) => nameOf(Properties.EventSourceArn, service, app) === `latchkey-prod-${channel}`,
    );
    expect(mapping?.Properties).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    expect(nameOf(mapping?.Properties.FunctionName, service, app)).toBe(
      `latchkey-prod-deliver-code-${channel}:live`,
    );
  });
});

describe("a channel that is stuck", () => {
  const mappings = ofType(service, "AWS::Lambda::EventSourceMapping").map(({ Properties }) => ({
    queue: nameOf(Properties.EventSourceArn, service, app),
    function: nameOf(Properties.FunctionName, service, app),
    most: (Properties.ScalingConfig as { MaximumConcurrency: number } | undefined)?.MaximumConcurrency,
  }));

  it("keeps no more functions busy than the stage allows, none of which is the other channel's", () => {
    expect(mappings.filter(({ queue }) => /-(email|sms)$/.test(queue))).toEqual([
      { queue: "latchkey-prod-email", function: "latchkey-prod-deliver-code-email:live", most: 10 },
      { queue: "latchkey-prod-sms", function: "latchkey-prod-deliver-code-sms:live", most: 4 },
    ]);
  });
});

describe("every queue", () => {
  it("is one of a channel, or keeps what failed for 14 days", () => {
    const failed = [
      ...["dispatch-failed", "bookkeep-failed", "record-receipt-failed"],
      ...["email-undelivered", "sms-undelivered"],
    ];
    expect([...queues.keys()].sort()).toEqual(
      [...failed, "email", "sms"].map((name) => `latchkey-prod-${name}`).sort(),
    );
    for (const name of failed)
      expect(queues.get(`latchkey-prod-${name}`)?.MessageRetentionPeriod).toBe(1_209_600);
  });

  it("is encrypted and refuses plain HTTP", () => {
    for (const properties of queues.values()) expect(properties.SqsManagedSseEnabled).toBe(true);
    const guarded = ofType(service, "AWS::SQS::QueuePolicy").map(({ Properties }) => {
      expect(JSON.stringify(Properties.PolicyDocument)).toContain('"aws:SecureTransport":"false"');
      return nameOf((Properties.Queues as readonly unknown[])[0], service, app);
    });
    expect(guarded.sort()).toEqual([...queues.keys()].sort());
  });
});

describe("the sender of e-mail", () => {
  it("is an identity of the sender's domain, with the DNS records that prove it", () => {
    expect(ofType(app.data, "AWS::SES::EmailIdentity")).toMatchObject([
      { Properties: { EmailIdentity: "example.com" } },
    ]);
    expect(ofType(service, "AWS::SES::EmailIdentity")).toEqual([]);
    expect(Object.keys(app.data.Outputs ?? {})).toEqual(
      expect.arrayContaining(["SenderDnsRecord1", "SenderDnsRecord2", "SenderDnsRecord3"]),
    );
  });

  it("is left alone where the account has the identity already", () => {
    expect(ofType(short.data, "AWS::SES::EmailIdentity")).toEqual([]);
  });

  it.each([
    ["no e-mail goes through SES", { email: { providers: [{ use: "smtp", host: "smtp.example.com" }] } }],
    ["e-mail is off", { email: { enabled: false } }],
  ])("is none where %s", async (_case, channels) => {
    const without = await synthesize("prod", { settings: { channels } });
    for (const template of without.templates.values())
      for (const type of ["EmailIdentity", "ConfigurationSet"])
        expect(ofType(template, `AWS::SES::${type}`)).toEqual([]);
    expect(Object.keys(without.data.Outputs ?? {}).filter((name) => name.startsWith("Sender"))).toEqual([]);
  });

  it("is the only one that may be used, also in the sandbox", () => {
    const senders = allGrants(short, short.service).filter((grant) => grant.startsWith("ses:"));
    // In the sandbox SES asks for a permission on each recipient; and always on the configuration set that is named.
    const granted = ["identity/*", "configuration-set/latchkey-dev"].map(
      (resource) =>
        `ses:SendRawEmail on arn:aws:ses:eu-central-1:111122223333:${resource}` +
        " if ses:FromAddress StringEquals codes@mail.example.org",
    );
    expect(senders).toEqual(granted);
    expect(permissionsOf(short, short.service, "latchkey-dev-deliver-code-email")).toEqual(
      expect.arrayContaining(granted),
    );
  });
});
