import { describe, expect, it } from "@jest/globals";
import { functionNamed } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { make } from "./synthesis/make.ts";
import { ofType, synthesize, type TemplateJson } from "./synthesize.ts";

const app = await synthesize("prod");
const { service } = app;

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal: object;
  readonly Condition?: object;
}

function topicStatements(template: TemplateJson): Map<string, readonly Statement[]> {
  const policies = ofType(template, "AWS::SNS::TopicPolicy").map(({ Properties }) => {
    const { Topics, PolicyDocument } = Properties as {
      Topics: readonly unknown[];
      PolicyDocument: { Statement: readonly Statement[] };
    };
    return [nameOf(Topics[0], template, app), PolicyDocument.Statement] as const;
  });
  return new Map(policies);
}

describe("the configuration set", () => {
  it("demands TLS, stops after a quarter of an hour and watches the reputation", () => {
    const sets = ofType(service, "AWS::SES::ConfigurationSet");
    expect(sets.map(({ Properties }) => Properties)).toMatchObject([
      {
        Name: "latchkey-prod",
        DeliveryOptions: { TlsPolicy: "REQUIRE", MaxDeliverySeconds: 900 },
        ReputationOptions: { ReputationMetricsEnabled: true },
      },
    ]);
  });

  it("leaves it to the service to whom nothing is sent, also against the account's list, which never forgets", () => {
    const [set] = ofType(service, "AWS::SES::ConfigurationSet");
    // The empty list has to stand there: without it, the account's list holds.
    expect(set?.Properties.SuppressionOptions).toEqual({ SuppressedReasons: [] });
  });

  it("is named by the function that sends e-mail, and by no other", () => {
    const namers = ofType(service, "AWS::Lambda::Function").filter(({ Properties }) =>
      JSON.stringify(Properties.Environment ?? {}).includes("SES_CONFIGURATION_SET"),
    );
    expect(namers).toEqual([functionNamed(service, "latchkey-prod-deliver-code-email")]);
    const { Variables } = namers[0]?.Properties.Environment as { Variables: Record<string, unknown> };
    // A reference, so that no function names it before it is there.
    expect(Variables.SES_CONFIGURATION_SET).toHaveProperty("Ref");
    expect(nameOf(Variables.SES_CONFIGURATION_SET, service, app)).toBe("latchkey-prod");
  });

  it("is not there where SES sends nothing", async () => {
    const settings = { channels: { email: { providers: ["inbox"] } } };
    const without = (await synthesize("dev", { settings })).service;
    for (const type of ["ConfigurationSet", "ConfigurationSetEventDestination"])
      expect(ofType(without, `AWS::SES::${type}`)).toEqual([]);
    expect(JSON.stringify(without)).not.toContain("SES_CONFIGURATION_SET");
  });
});

describe("the event destination", () => {
  const [destination, ...others] = ofType(service, "AWS::SES::ConfigurationSetEventDestination");
  const { EventDestination, ConfigurationSetName } = (destination?.Properties ?? {}) as {
    EventDestination: {
      Enabled: boolean;
      MatchingEventTypes: string[];
      SnsDestination: { TopicARN: unknown };
    };
    ConfigurationSetName: unknown;
  };

  it("sends the status of each e-mail to the topic of receipts, and nothing that its reader does", () => {
    expect(others).toEqual([]);
    expect(EventDestination.Enabled).toBe(true);
    expect(EventDestination.MatchingEventTypes.sort()).toEqual(
      ["bounce", "complaint", "delivery", "deliveryDelay", "reject", "send"].sort(),
    );
    expect(nameOf(EventDestination.SnsDestination.TopicARN, service, app)).toBe("latchkey-prod-receipts");
    expect(nameOf(ConfigurationSetName, service, app)).toBe("latchkey-prod");
  });

  it("waits for the topic's policy, without which SES refuses the topic", () => {
    const [policyId] = Object.entries(service.Resources)
      .filter(([, { Type }]) => Type === "AWS::SNS::TopicPolicy")
      .filter(([, { Properties }]) =>
        (Properties.Topics as readonly unknown[]).some(
          (topic) => nameOf(topic, service, app) === "latchkey-prod-receipts",
        ),
      )
      .map(([id]) => id);
    expect(policyId).toBeDefined();
    expect(destination).toMatchObject({ DependsOn: expect.arrayContaining([policyId]) });
  });
});

describe("every topic", () => {
  const topics = [...ofType(app.data, "AWS::SNS::Topic"), ...ofType(service, "AWS::SNS::Topic")];

  it("refuses plain HTTP", () => {
    const guarded = new Map([...topicStatements(app.data), ...topicStatements(service)]);
    expect(topics.length).toBeGreaterThan(0);
    for (const { Properties } of topics)
      expect(guarded.get(Properties.TopicName as string)).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Action: "sns:Publish",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      );
  });
});

describe("the topic of receipts", () => {
  it("takes them from SES, for this account and this configuration set, and from no other", () => {
    const allowed = topicStatements(service)
      .get("latchkey-prod-receipts")
      ?.filter(({ Effect }) => Effect === "Allow");
    expect(allowed).toMatchObject([{ Action: "sns:Publish", Principal: { Service: "ses.amazonaws.com" } }]);
    const { StringEquals } = allowed?.[0]?.Condition as { StringEquals: Record<string, unknown> };
    expect(
      Object.entries(StringEquals).map(([key, value]) => [key.toLowerCase(), nameOf(value, service, app)]),
    ).toEqual([
      ["aws:sourceaccount", "111122223333"],
      ["aws:sourcearn", "arn:aws:ses:eu-central-1:111122223333:configuration-set/latchkey-prod"],
    ]);
  });
});

describe("the function that writes receipts down", () => {
  const READER = "latchkey-prod-record-receipt";
  const failed = `${READER}-failed`;

  it("listens to the topic; what cannot be handed over lies with the dead letters", () => {
    const subscriptions = ofType(service, "AWS::SNS::Subscription").filter(
      ({ Properties }) => Properties.Protocol === "lambda",
    );
    expect(
      subscriptions.map(({ Properties }) => {
        const { deadLetterTargetArn } = Properties.RedrivePolicy as { deadLetterTargetArn: unknown };
        return [Properties.TopicArn, Properties.Endpoint, deadLetterTargetArn].map((value) =>
          nameOf(value, service, app),
        );
      }),
    ).toEqual([["latchkey-prod-receipts", `${READER}:live`, failed]]);
  });

  it("may be invoked by the topic and by SNS's own logs of SMS alone", () => {
    const invokers = ofType(service, "AWS::Lambda::Permission").filter(({ Properties }) =>
      nameOf(Properties.FunctionName, service, app).startsWith(READER),
    );
    expect(
      invokers.map(({ Properties }) => [
        nameOf(Properties.FunctionName, service, app),
        Properties.Principal,
        /DeliveryReceiptsTopic|DeliveryTextLogs(Arrived|Failed)/.exec(
          JSON.stringify(Properties.SourceArn),
        )?.[0],
      ]),
    ).toEqual([
      [`${READER}:live`, "sns.amazonaws.com", "DeliveryReceiptsTopic"],
      [`${READER}:live`, "logs.amazonaws.com", "DeliveryTextLogsArrived"],
      [`${READER}:live`, "logs.amazonaws.com", "DeliveryTextLogsFailed"],
    ]);
  });

  it("is tried three times before its event lies with the dead letters", () => {
    const [config, ...others] = ofType(service, "AWS::Lambda::EventInvokeConfig");
    expect(others).toEqual([]);
    expect(config?.Properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
    const { DestinationConfig } = config?.Properties as {
      DestinationConfig: { OnFailure: { Destination: unknown } };
    };
    expect(nameOf(DestinationConfig.OnFailure.Destination, service, app)).toBe(failed);
  });

  it("is not there where SES sends nothing", async () => {
    const settings = { channels: { email: { providers: ["inbox"] } } };
    expect(JSON.stringify((await synthesize("dev", { settings })).service)).not.toContain("record-receipt");
  });
});

const own = await make("makeReceipts");

describe("receipts beside a key of the owner's", () => {
  it("are encrypted with it", () => {
    const [topic] = ofType(own.service, "AWS::SNS::Topic");
    expect(topic?.Properties.KmsMasterKeyId).toHaveProperty("Fn::ImportValue");
  });

  it("open it to SES for their topic alone", () => {
    const [found] = ofType(own.data, "AWS::KMS::Key");
    const { Statement } = found?.Properties.KeyPolicy as { Statement: readonly Statement[] };
    const ofSes = Statement.filter(({ Principal }) => JSON.stringify(Principal).includes("ses.amazonaws"));
    expect(ofSes).toMatchObject([{ Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"] }]);
    const { StringEquals } = ofSes[0]?.Condition as { StringEquals: Record<string, unknown> };
    expect(Object.entries(StringEquals).map(([name, value]) => [name, nameOf(value, own.data, app)])).toEqual(
      [
        ["aws:SourceAccount", "111122223333"],
        [
          "kms:EncryptionContext:aws:sns:topicArn",
          "arn:aws:sns:eu-central-1:111122223333:latchkey-prod-receipts",
        ],
      ],
    );
  });

  it("are tried for as long as the stage says, whatever the life of a code", () => {
    const [set] = ofType(own.service, "AWS::SES::ConfigurationSet");
    expect(set?.Properties.DeliveryOptions).toMatchObject({ MaxDeliverySeconds: 1200 });
  });
});

describe("the topic of WhatsApp's receipts", () => {
  it("is where AWS carries WhatsApp: this account's messages alone go in, and record-receipt reads them", async () => {
    const use = "aws-whatsapp";
    const phoneNumberId = `phone-number-id-${"0".repeat(32)}`;
    const whatsapp = { enabled: true, providers: [{ use, phoneNumberId, template: "sign_in" }] };
    const made = await synthesize("prod", { settings: { channels: { whatsapp } } });
    const policies = ofType(made.service, "AWS::SNS::TopicPolicy").map(({ Properties }) => Properties);
    const published = JSON.stringify(policies);
    expect(published).toContain("social-messaging.amazonaws.com");
    expect(published).toMatch(/"aws:SourceAccount"/);
    const names = ofType(made.service, "AWS::SNS::Subscription").map(({ Properties }) =>
      nameOf(Properties.TopicArn, made.service, made),
    );
    expect(names.filter((name) => name.includes("whatsapp-receipts"))).toHaveLength(1);
    expect(JSON.stringify(service)).not.toContain("social-messaging.amazonaws.com");
  });
});
