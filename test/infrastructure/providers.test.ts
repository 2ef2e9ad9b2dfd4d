import { describe, expect, it } from "@jest/globals";
import { parseStage } from "../../lib/stage-config.ts";
import { functionNamed, permissionsOf } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const HEX = "0123456789abcdef0123456789abcdef";
const app = await synthesize("dev", {
  settings: {
    channels: {
      email: { providers: [{ use: "smtp", host: "smtp.example.com" }] },
      sms: { providers: [{ use: "twilio", from: "+14155550100", countries: ["US"] }, "sns"] },
      whatsapp: {
        enabled: true,
        providers: [{ use: "aws-whatsapp", phoneNumberId: `phone-number-id-${HEX}`, template: "sign_in" }],
      },
    },
  },
});
const { service } = app;
const plain = await synthesize("dev");

const secretsOf = ({ data }: typeof app) =>
  ofType(data, "AWS::SecretsManager::Secret").map(({ Properties }) => Properties);
const variablesOf = (name: string) => {
  const { Properties } = functionNamed(service, name);
  return (Properties.Environment as { Variables: Record<string, unknown> }).Variables;
};

describe("a stage whose providers log in with credentials", () => {
  it("has a secret for them, which stays empty until the owner fills it in", () => {
    const [secret] = secretsOf(app).filter(({ Name }) => Name === "latchkey/dev/providers");
    expect(secret).toBeDefined();
    expect(secret).not.toHaveProperty("SecretString");
    expect(secret).not.toHaveProperty("GenerateSecretString");
  });

  it("lets the functions that deliver and check reports read it, and no other", () => {
    const readers = ofType(service, "AWS::Lambda::Function")
      .map(({ Properties }) => String(Properties.FunctionName))
      .filter((name) =>
        permissionsOf(app, service, name).some((grant) => grant.endsWith("latchkey/dev/providers")),
      );
    expect(readers.sort()).toEqual(
      // Twilio signs its reports with the token that it is asked with.
      [
        ...["email", "sms", "whatsapp"].map((channel) => `latchkey-dev-deliver-code-${channel}`),
        "latchkey-dev-receipts",
      ],
    );
    expect(
      nameOf(variablesOf("latchkey-dev-deliver-code-email").SECRET_ID_PROVIDERS, service, app),
    ).toContain("latchkey/dev/providers");
  });
});

describe("a stage whose providers are AWS's own", () => {
  it("has no such secret, which would cost something while it is idle", () => {
    expect(secretsOf(plain).map(({ Name }) => Name)).not.toContain("latchkey/dev/providers");
  });
});

describe("a stage with WhatsApp", () => {
  const queues = (synthesized: typeof app) =>
    ofType(synthesized.service, "AWS::SQS::Queue").map(({ Properties }) => String(Properties.QueueName));

  it("has a queue, a dead-letter queue and a function of its own for it; a stage without has none", () => {
    expect(queues(app)).toEqual(
      expect.arrayContaining(["latchkey-dev-whatsapp", "latchkey-dev-whatsapp-undelivered"]),
    );
    expect(queues(plain).filter((name) => name.includes("whatsapp"))).toEqual([]);
  });

  it("may send from its own number alone", () => {
    expect(permissionsOf(app, service, "latchkey-dev-deliver-code-whatsapp")).toContain(
      `social-messaging:SendWhatsAppMessage on arn:aws:social-messaging:eu-central-1:111122223333:phone-number-id/${HEX}`,
    );
  });
});

describe("a stage with SMS by End User Messaging", () => {
  const pool = {
    use: "aws-sms",
    originationIdentity: `pool-${HEX}`,
    protectConfigurationId: `protect-${HEX}`,
  };
  const sender = "arn:aws:sms-voice:eu-central-1:444455556666:sender-id/EXAMPLE/DE";

  it("may send from its own pool and from a sender id that is shared with it, and from no other", async () => {
    const settings = {
      channels: { sms: { providers: [pool, { use: "aws-sms", originationIdentity: sender }] } },
    };
    const made = await synthesize("dev", { settings });
    const deliverer = "latchkey-dev-deliver-code-sms";
    const arn = (name: string) => `arn:aws:sms-voice:eu-central-1:111122223333:${name}`;
    const sends = permissionsOf(made, made.service, deliverer).filter((line) =>
      line.includes("SendTextMessage"),
    );
    expect(sends.sort()).toEqual(
      [
        arn(`pool/pool-${HEX}`),
        arn(`protect-configuration/protect-${HEX}`),
        arn("configuration-set/latchkey-dev"),
        sender,
      ]
        .map((resource) => `sms-voice:SendTextMessage on ${resource}`)
        .sort(),
    );
    expect(permissionsOf(made, made.service, deliverer).join()).not.toContain("sns:Publish");
    expect(permissionsOf(app, service, deliverer).join()).not.toContain("sms-voice");
  });

  it("may call from its own number, where calls are made: a function and a queue of their own", async () => {
    const voice = { enabled: true, providers: [{ ...pool, use: "aws-voice" }] };
    const made = await synthesize("dev", { settings: { channels: { voice } } });
    const arn = (name: string) => `arn:aws:sms-voice:eu-central-1:111122223333:${name}`;
    const grants = permissionsOf(made, made.service, "latchkey-dev-deliver-code-voice");
    expect(grants.filter((line) => line.includes("sms-voice"))).toEqual([
      `sms-voice:PutMessageFeedback on ${arn("message/*")}`,
      ...["configuration-set/latchkey-dev", `pool/pool-${HEX}`, `protect-configuration/protect-${HEX}`].map(
        (name) => `sms-voice:SendVoiceMessage on ${arn(name)}`,
      ),
    ]);
    const queues = ofType(made.service, "AWS::SQS::Queue").map(({ Properties }) => Properties.QueueName);
    expect(queues).toEqual(expect.arrayContaining(["latchkey-dev-voice", "latchkey-dev-voice-undelivered"]));
    expect(permissionsOf(made, made.service, "latchkey-dev-deliver-code-sms").join()).not.toContain(
      "sms-voice",
    );
  });

  it("takes no sender id for calls", () => {
    const voice = { enabled: true, providers: [{ use: "aws-voice", originationIdentity: sender }] };
    const stages = { one: { settings: { channels: { voice } } } };
    expect(() => parseStage(stages, "one", { toDeploy: true })).toThrow(
      /voice\.providers\.0\.originationIdentity: a sender id cannot call/,
    );
    const none = { one: { settings: { channels: { voice: { enabled: true } } } } };
    expect(() => parseStage(none, "one", { toDeploy: true })).toThrow(/name the provider that makes calls/);
  });

  it.each([["+14155550123"], ["phone-123"], ["EXAMPLE"], ["arn:aws:sns:eu-central-1:111122223333:topic"]])(
    "takes no %s for what SMS come from: no role can be bound to it",
    (originationIdentity) => {
      const channels = { sms: { providers: [{ use: "aws-sms", originationIdentity }] } };
      expect(() => parseStage({ one: { settings: { channels } } }, "one", { toDeploy: true })).toThrow(
        /channels\.sms\.providers\.0\.originationIdentity: must be the id of a phone number/,
      );
    },
  );
});

describe("a provider that the stage cannot have", () => {
  const refusal = (email: unknown) => {
    try {
      parseStage({ one: { settings: { channels: { email: { providers: email } } } } }, "one", {
        toDeploy: true,
      });
    } catch (error) {
      return (error as Error).message;
    }
    return "accepted";
  };

  it.each([
    ["nobody knows it", ["pigeon"], "stages.one.settings.channels.email.providers.0.use"],
    ["it carries another channel", ["sns"], "stages.one.settings.channels.email.providers.0.use"],
    ["an option is missing", ["ses", { use: "smtp" }], "stages.one.settings.channels.email.providers.1.host"],
    [
      "an option is wrong",
      [{ use: "smtp", host: "a b" }],
      "stages.one.settings.channels.email.providers.0.host",
    ],
    [
      "an option is unknown",
      [{ use: "ses", port: 1 }],
      "stages.one.settings.channels.email.providers.0.port",
    ],
    ["it is for laptops: inbox", ["inbox"], "stages.one.settings.channels.email.providers"],
    ["it is for laptops: console", ["console"], "stages.one.settings.channels.email.providers"],
  ])("is refused with its place, when %s", (_, providers, place) => {
    expect(refusal(providers)).toContain(place);
  });
});
