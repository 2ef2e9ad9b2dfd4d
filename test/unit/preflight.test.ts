import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { checks, preflightPolicy } from "../../bin/preflight/run.ts";
import { mergeSettings } from "../../lib/stage-config.ts";
import {
  type AccountEndpoint,
  type ActionAnswer,
  inQuery,
  stackIn,
  startAccountEndpoint,
  zones,
} from "./account-endpoint.ts";
import { mail, missing, settings, spending, stage, tier } from "./ready-account.ts";
import { preflightOf } from "./preflight-of.ts";

let account: AccountEndpoint;
beforeAll(async () => {
  account = await startAccountEndpoint();
});
beforeEach(() => {
  account.asked.length = 0;
});

async function preflight(answers: Readonly<Record<string, ActionAnswer>> = {}, override: object = {}) {
  const { ready, lines } = await preflightOf(account, answers, mergeSettings(stage, override));
  return { ready, printed: lines.join("\n") };
}

describe("an account that is ready", () => {
  it("stops nothing, and every check has looked at it", async () => {
    const { ready, printed } = await preflight();
    expect(printed).not.toMatch(/^(stop|unknown|note)/m);
    expect(ready).toBe(true);
    const named = preflightPolicy().Statement[0]?.Action.map((action) => action.split(":")[1]);
    expect(new Set(account.asked)).toEqual(new Set(["GetCallerIdentity", ...(named ?? [])]));
  });

  it("is asked to tell, and to change nothing", () => {
    const { Statement } = preflightPolicy();
    expect(Statement).toHaveLength(1);
    for (const action of Statement[0]?.Action ?? [])
      expect(action).toMatch(/^[a-z0-9-]+:(Get|Describe|List)/);
  });
});

describe("an account that is not ready", () => {
  const faults: [string, Record<string, ActionAnswer>, object, string][] = [
    [
      "is another one",
      { GetCallerIdentity: inQuery("<Account>999999999999</Account>") },
      {},
      "the stage belongs to 111122223333 in eu-central-1",
    ],
    [
      "is not bootstrapped",
      { "DescribeStacks CDKToolkit": { error: "ValidationError" } },
      {},
      "npx cdk bootstrap",
    ],
    [
      "has a stack that failed",
      { "DescribeStacks latchkey-prod-data": stackIn("ROLLBACK_FAILED") },
      {},
      "latchkey-prod-data is ROLLBACK_FAILED",
    ],
    [
      "has a table of that name",
      { DescribeTable: { json: { Table: { TableName: "latchkey-prod" } } } },
      {},
      "the table latchkey-prod is there",
    ],
    [
      "has a secret that waits for its deletion",
      { DescribeSecret: { json: { Name: "a", DeletedDate: 1_795_000_000 } } },
      {},
      "latchkey/prod/cookie waits for its deletion",
    ],
    [
      "has a queue of that name",
      { GetQueueUrl: { json: { QueueUrl: "https://sqs/latchkey-prod-email" } } },
      {},
      "the queue latchkey-prod-email is there",
    ],
    [
      "has a queue of the name that calls to apps wait in",
      { GetQueueUrl: { json: { QueueUrl: "https://sqs/latchkey-prod-outbound" } } },
      {
        settings: {
          clients: [
            {
              id: "app",
              name: "App",
              redirectUris: ["https://app.example/callback"],
              backchannelLogoutUri: "https://app.example/signed-out",
            },
          ],
        },
      },
      "the queue latchkey-prod-outbound is there",
    ],
    [
      "has a secret for the public halves of keys",
      { DescribeSecret: { json: { Name: "a" } } },
      {},
      "the secret latchkey/prod/verifying is there",
    ],
    [
      "has a function of that name",
      { GetFunctionConfiguration: { json: { FunctionName: "latchkey-prod-tokens" } } },
      {},
      "the function latchkey-prod-tokens is there",
    ],
    [
      "has the log groups of SNS",
      {
        DescribeLogGroups: {
          json: { logGroups: [{ logGroupName: "sns/eu-central-1/111122223333/DirectPublishToPhoneNumber" }] },
        },
      },
      {},
      "aws logs delete-log-group --log-group-name 'sns/eu-central-1/111122223333/DirectPublishToPhoneNumber'",
    ],
    [
      "may run ten functions at once",
      { GetAccountSettings: settings(10) },
      {},
      "leave nothing of 10 for sign-ins",
    ],
    [
      "has no room for what is reserved",
      { GetAccountSettings: settings(1000, 120) },
      { reservedConcurrency: { "deliver-code": 50 } },
      "reservedConcurrency asks for 50; 120 of 1000 are free",
    ],
    [
      "has no room for what is kept warm",
      { GetAccountSettings: settings(1000, 101) },
      { provisionedConcurrency: { verify: 2 } },
      "provisionedConcurrency asks for 2; 101 of 1000 are free",
    ],
    [
      "is in the sandbox of e-mail",
      { GetAccount: mail({ ProductionAccessEnabled: false }) },
      {},
      "ask for production access",
    ],
    [
      "may send no e-mail",
      { GetAccount: mail({ EnforcementStatus: "SHUTDOWN" }) },
      {},
      "AWS has stopped this account's e-mail",
    ],
    [
      "has the sender's identity",
      { GetEmailIdentity: { json: { VerifiedForSendingStatus: true } } },
      {},
      "set createEmailIdentity to false",
    ],
    [
      "lacks an identity that should be there",
      {},
      { createEmailIdentity: false },
      "latchkey.dev has no identity here",
    ],
    [
      "is in the sandbox of SMS",
      { GetSMSSandboxAccountStatus: inQuery("<IsInSandbox>true</IsInSandbox>") },
      {},
      "SMS go to at most ten verified numbers",
    ],
    [
      "may spend less on SMS",
      { DescribeSpendLimits: spending(1) },
      {},
      "asks for 50 USD a month; the account's quota is 1",
    ],
    [
      "is in the sandbox of End User Messaging",
      { DescribeAccountAttributes: tier("SANDBOX") },
      {},
      "stop    End User Messaging: in the sandbox",
    ],
    ["has no such event bus", { DescribeEventBus: missing }, {}, "there is no event bus owners-bus"],
    [
      "is in another region than the event bus",
      {},
      { settings: { events: { bus: "arn:aws:events:us-east-1:111122223333:event-bus/b" } } },
      "is in us-east-1",
    ],
    [
      "has a queue of the name that events wait in",
      { GetQueueUrl: { json: { QueueUrl: "https://sqs/latchkey-prod-events" } } },
      {},
      "the queue latchkey-prod-events is there",
    ],
    ["has no such certificate", { DescribeCertificate: missing }, {}, "there is no such certificate here"],
    [
      "waits for its certificate",
      { DescribeCertificate: { json: { Certificate: { Status: "PENDING_VALIDATION" } } } },
      {},
      "it is PENDING_VALIDATION",
    ],
    [
      "has another host's certificate",
      {
        DescribeCertificate: { json: { Certificate: { Status: "ISSUED", DomainName: "www.latchkey.dev" } } },
      },
      {},
      "it is not for id.latchkey.dev",
    ],
    [
      "may not be read",
      { GetAccount: { error: "AccessDeniedException", status: 403 } },
      {},
      "unknown Amazon SES: AWS answered AccessDeniedException\n        allow ses:GetAccount",
    ],
    [
      "does not answer",
      { GetAccount: { error: "InternalFailure", status: 500 } },
      {},
      "unknown Amazon SES: AWS answered InternalFailure\n        try again",
    ],
  ];

  it.each(faults)("stops the deployment: it %s", async (_what, answers, override, why) => {
    const { ready, printed } = await preflight(answers, override);
    expect(printed).toContain(why);
    expect(ready).toBe(false);
  });

  it.each([
    ["settings.channels.email.from", { settings: { channels: { email: { from: "no-reply@example.com" } } } }],
    ["alarmEmail", { alarmEmail: "operators@mail.example.org" }],
    ["domain.name", { domain: { name: "id.example.net" } }],
  ])("is not asked to send for addresses of the example: %s", async (place, override) => {
    const { ready, printed } = await preflight({}, override);
    expect(printed).toContain(`stop    addresses of the example: ${place}`);
    expect(ready).toBe(false);
  });
});

describe("the names of secrets", () => {
  const taken = { DescribeSecret: { json: { Name: "a", DeletedDate: 1_795_000_000 } } };
  const waiting = (printed: string) =>
    [...printed.matchAll(/the secret latchkey\/prod\/(\w+) waits/g)].map(([, name]) => name);

  it("are asked for as the template makes them, where KMS signs too", async () => {
    const all = ["recipient", "passcode", "cookie", "form", "signing", "verifying", "factor"];
    expect(waiting((await preflight(taken)).printed)).toEqual(all);
    expect(waiting((await preflight(taken, { settings: { signing: "kms" } })).printed)).toEqual(all);
  });

  it("have that of the providers' credentials among them where a provider logs in", async () => {
    const providers = [{ use: "sendgrid" }];
    const { printed } = await preflight(taken, { settings: { channels: { email: { providers } } } });
    expect(waiting(printed)).toContain("providers");
  });

  it("have that of the bot check's key among them where Turnstile is asked", async () => {
    const botCheck = { use: "turnstile", siteKey: "0x4AAAAAAAexample" };
    const name = "the secret latchkey/prod/bot-check waits";
    expect((await preflight(taken, { settings: { botCheck } })).printed).toContain(name);
    expect((await preflight(taken)).printed).not.toContain(name);
  });
});

describe("an account with something to think of", () => {
  it.each([
    [
      "fewer functions at once",
      { GetAccountSettings: settings(200) },
      "200 functions at once, fewer than the usual 1000",
    ],
    [
      "no zone of the domain",
      { ListHostedZonesByName: zones("other.dev.") },
      "no public zone of id.latchkey.dev is in this account",
    ],
  ])("is ready, with a note: %s", async (_what, answers, why) => {
    const { ready, printed } = await preflight(answers);
    expect(printed).toContain(why);
    expect(printed).toMatch(/^note/m);
    expect(ready).toBe(true);
  });

  it("is not asked about names that a deployed stage holds itself", async () => {
    const { ready, printed } = await preflight({
      "DescribeStacks latchkey-prod-data": stackIn("UPDATE_COMPLETE"),
      DescribeTable: { json: { Table: { TableName: "latchkey-prod" } } },
      DescribeSecret: { json: { Name: "a" } },
      GetEmailIdentity: { json: { VerifiedForSendingStatus: true } },
    });
    expect(printed).toContain("its names are its own");
    expect(ready).toBe(true);
  });
});

it("names for every check what its caller has to be allowed: each names at least one action, or needs no account", () => {
  expect(checks.filter(({ actions }) => actions.length === 0).map(({ looksAt }) => looksAt)).toEqual([
    "addresses of the example",
  ]);
});
