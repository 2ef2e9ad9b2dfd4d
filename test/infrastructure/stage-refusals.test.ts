import { describe, expect, it } from "@jest/globals";
import { parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";

const { stages } = cdkJson.context;

describe("settings that contradict each other", () => {
  const certificate = (region: string) =>
    `arn:aws:acm:${region}:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000`;
  const domain = { name: "id.example.com", certificateArn: certificate("us-east-1") };
  const env = { account: "111122223333", region: "eu-central-1" };

  it.each<[situation: string, stage: string, settings: object, faults: readonly string[]]>([
    [
      "a certificate from the wrong region",
      "dev",
      { env, domain },
      [
        'domain.certificateArn: the certificate is in us-east-1, but the API is in eu-central-1; request one in eu-central-1 (it is "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-00000000...)',
      ],
    ],
    [
      "a domain in no place",
      "dev",
      { domain },
      [
        'env: a stage with a domain has to name its account and region, like {"account": "...", "region": "..."}',
      ],
    ],
    [
      "a public URL beside the domain",
      "dev",
      {
        env,
        domain: { ...domain, certificateArn: certificate("eu-central-1") },
        publicUrl: "https://other.example.com",
      },
      [
        'publicUrl: must be https://id.example.com, the stage\'s domain, or be left out (it is "https://other.example.com")',
      ],
    ],
    ...[
      { env, domain: { ...domain, certificateArn: certificate("eu-central-1") } },
      { publicUrl: "https://id.example.com", settings: { proxy: { networks: ["192.0.2.0/24"] } } },
    ].map(({ settings = {}, ...where }): [string, string, object, string[]] => [
      "an audience that is the service itself, beside apps",
      "dev",
      {
        ...where,
        settings: {
          ...settings,
          session: { audience: "https://id.example.com" },
          clients: [{ id: "app", name: "App", redirectUris: ["https://app.example/callback"] }],
        },
      },
      [
        "settings.session.audience: must not be the service's own address where there are clients: an app's tokens are for that, and would open your own API (it is \"https://id.example.com\")",
      ],
    ]),
    [
      "a canary that nobody hears",
      "dev",
      { canary: true },
      ["canary: needs an alarmEmail, or nobody learns that a version was taken back (it is true)"],
    ],
    [
      "a route that takes more than the whole API",
      "dev",
      {
        throttle: {
          requestsPerSecond: 10,
          burst: 20,
          routes: { "POST /otp/verify": { requestsPerSecond: 11, burst: 21 } },
        },
      },
      [
        "throttle.routes.POST /otp/verify.requestsPerSecond: 11 is more than the whole API takes; lower it, or raise throttle.requestsPerSecond from 10 (it is 11)",
        "throttle.routes.POST /otp/verify.burst: 21 is more than the whole API takes; lower it, or raise throttle.burst from 20 (it is 21)",
      ],
    ],
    [
      "more warm than there may be, and fewer deliverers than the queue invokes",
      "dev",
      {
        reservedConcurrency: { verify: 5, "deliver-code": 5 },
        provisionedConcurrency: { verify: 6, session: 6 },
        deliverers: { sms: 20 },
      },
      [
        "provisionedConcurrency.verify: 6 cannot be warm where reservedConcurrency allows 5; make it 5 or less (it is 6)",
        "reservedConcurrency.deliver-code: must be 20 or more, as many as deliverers allows, or messages are turned away until they are given up (it is 5)",
      ],
    ],
    [
      "countries that no provider of SMS or of WhatsApp serves",
      "dev",
      {
        settings: {
          channels: {
            sms: {
              countries: ["US", "DE", "GB"],
              providers: [
                { use: "sns", countries: ["US"] },
                { use: "twilio", from: "+14155550100", countries: ["GB", "CA"] },
              ],
            },
            whatsapp: {
              enabled: true,
              providers: [{ use: "webhook", url: "https://gateway.example/", countries: ["DE", "GB"] }],
            },
          },
        },
      },
      [
        'settings.channels.sms.countries: no provider of SMS serves DE; name these countries in the countries of one, or take them out here (it is ["US","DE","GB"])',
        'settings.channels.sms.countries: no provider of WhatsApp serves US; name these countries in the countries of one, or take them out here (it is ["US","DE","GB"])',
      ],
    ],
    [
      "addresses with a login, which is not told",
      "dev",
      {
        publicUrl: "https://user:word@id.example.com",
        settings: {
          channels: {
            email: { providers: [{ use: "webhook", url: "https://user:word@gateway.example.com/" }] },
          },
          proxy: { networks: ["192.0.2.0/24"] },
        },
      },
      [
        'settings.channels.email.providers.0.url: must hold no login: it is no place for a secret (it is "https://...@gateway.example.com/")',
        'publicUrl: must hold no login: users see it (it is "https://...@id.example.com")',
      ],
    ],
    [
      "production that could lose its data, reaches nobody and tells nobody",
      "prod",
      { removeDataOnDestroy: true, sesSandbox: true },
      [
        'settings.channels.sms.spend: prod sends SMS or makes calls: say what they may cost in a day, like {"dailyUsd": 50}, or set enabled to false in settings.channels.sms and settings.channels.voice',
        "removeDataOnDestroy: must be false in prod, or deleting the stack deletes every customer's data (it is true)",
        "sesSandbox: must be false in prod; ask AWS to take the account out of the SES sandbox (it is true)",
        "alarmEmail: prod needs an address that is told when something is wrong",
      ],
    ],
    [
      "production that lets somebody in by a fixed code",
      "prod",
      {
        alarmEmail: "operators@example.com",
        settings: { testRecipients: [{ recipient: "review@example.com", code: "424242" }] },
      },
      [
        'settings.channels.sms.spend: prod sends SMS or makes calls: say what they may cost in a day, like {"dailyUsd": 50}, or set enabled to false in settings.channels.sms and settings.channels.voice',
        "settings.testRecipients: must be empty in prod, or whoever knows a fixed code signs in with it; set settings.allowTestRecipients to true if you accept that",
      ],
    ],
    [
      "all of production's at once",
      "prod",
      { env, domain, removeDataOnDestroy: true, sesSandbox: true, canary: true },
      [
        'domain.certificateArn: the certificate is in us-east-1, but the API is in eu-central-1; request one in eu-central-1 (it is "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-00000000...)',
        "canary: needs an alarmEmail, or nobody learns that a version was taken back (it is true)",
        'settings.channels.sms.spend: prod sends SMS or makes calls: say what they may cost in a day, like {"dailyUsd": 50}, or set enabled to false in settings.channels.sms and settings.channels.voice',
        "removeDataOnDestroy: must be false in prod, or deleting the stack deletes every customer's data (it is true)",
        "sesSandbox: must be false in prod; ask AWS to take the account out of the SES sandbox (it is true)",
        "alarmEmail: prod needs an address that is told when something is wrong",
      ],
    ],
  ])("are all named, each with its remedy: %s", (_, stage, settings, faults) => {
    const message = faultsOf(() => parseStage({ [stage]: settings }, stage));
    expect(message.split("\n").slice(1)).toEqual(faults.map((fault) => `- stages.${stage}.${fault}`));
  });

  it("are allowed outside of production where only customers would be hurt", () => {
    expect(() => parseStage({ dev: { removeDataOnDestroy: true, sesSandbox: true } }, "dev")).not.toThrow();
    const served = [{ use: "sns", countries: ["US"] }, "sns"];
    expect(() =>
      parseStage({ dev: { settings: { channels: { sms: { providers: served } } } } }, "dev"),
    ).not.toThrow();
    const silent = { enabled: false, providers: [{ use: "sns", countries: ["CA"] }] };
    expect(() => parseStage({ dev: { settings: { channels: { sms: silent } } } }, "dev")).not.toThrow();
    const testRecipients = [{ recipient: "review@example.com", code: "424242" }];
    expect(() => parseStage({ dev: { settings: { testRecipients } } }, "dev")).not.toThrow();
    const prod = {
      alarmEmail: "operators@example.com",
      settings: {
        ...{ testRecipients, allowTestRecipients: true },
        channels: { sms: { spend: { dailyUsd: 20 } } },
      },
    };
    expect(() => parseStage({ prod }, "prod")).not.toThrow();
  });
});

describe("two stages with one table", () => {
  const shared = { tableName: "codes" };

  it("are refused, by either of their names, and by a default name too", () => {
    expect(faultsOf(() => parseStage({ one: shared, two: shared }, "two"))).toContain(
      '- stages.two.tableName: is the table of the stage "one" too; give one of them another name',
    );
    expect(faultsOf(() => parseStage({ one: {}, two: { tableName: "latchkey-one" } }, "one"))).toContain(
      '- stages.one.tableName: is the table of the stage "two" too; give one of them another name',
    );
  });

  it("are no two tables' neighbours in other regions", () => {
    const stage = (region: string) => ({ ...shared, env: { account: "111122223333", region } });
    expect(() => parseStage({ one: stage("eu-west-1"), two: stage("us-east-1") }, "one")).not.toThrow();
  });

  it("are told together with other faults", () => {
    const message = faultsOf(() => parseStage({ one: shared, two: { ...shared, canary: true } }, "two"));
    expect(message).toContain("- stages.two.canary: ");
    expect(message).toContain("- stages.two.tableName: ");
  });
});

describe("a context that names no stage", () => {
  it.each([undefined, "", 5])("is told how to name one, and which there are: %p", (stage) => {
    expect(faultsOf(() => parseStage(stages, stage))).toBe(
      'No stage is named. Add --context stage=NAME, or "stage" to the context of cdk.json. Its stages are: local, dev, prod.',
    );
  });
});

describe("a sender that is not an address", () => {
  it.each(["nobody", "", "a@b@example.com", "Latchkey <no-reply@example.com>"])("is refused: %p", (from) => {
    expect(
      faultsOf(() => parseStage({ dev: { settings: { channels: { email: { from } } } } }, "dev")),
    ).toContain("- stages.dev.settings.channels.email.from: must be an e-mail address");
  });
});

function faultsOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}
