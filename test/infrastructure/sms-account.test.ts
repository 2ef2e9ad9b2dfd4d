import { SNSClient } from "@aws-sdk/client-sns";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { create } from "../../functions/handlers/set-sms-account.ts";
import { type AwsEndpoint, formOf, queryFault, queryResult, startAwsEndpoint } from "../unit/aws-endpoint.ts";
import { closeLater } from "../support/close-later.ts";
import { permissionsOf } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { type ResponseUrl, startResponseUrl } from "./response-url.ts";
import { ofType, synthesize } from "./synthesize.ts";

let aws: AwsEndpoint;
let sns: SNSClient;
let formation: ResponseUrl;
const logged: string[] = [];

beforeAll(async () => {
  aws = await startAwsEndpoint();
  sns = new SNSClient(aws.client);
  closeLater("the client of SNS", () => sns.destroy());
  formation = await startResponseUrl();
});
beforeEach(() => {
  formation.answers.length = 0;
  logged.length = 0;
  aws.requests.length = 0;
  aws.answer = () => queryResult("SetSMSAttributes", "");
});

async function ask(RequestType: string, properties: object, before?: object) {
  await create(sns, (line) => logged.push(line))({
    ...{ RequestType, StackId: "stack", RequestId: "request", LogicalResourceId: "Set" },
    ResponseURL: `${formation.url}/`,
    ResourceProperties: { ServiceToken: "token", ...properties },
    ...(before && { OldResourceProperties: { ServiceToken: "token", ...before } }),
  } as unknown as CloudFormationCustomResourceEvent);
  return formation.answers;
}

/** What SNS was asked to set. */
function set(): Record<string, string>[] {
  return aws.requests.map((request) => {
    const form = formOf(request);
    expect(form).toMatchObject({ Action: "SetSMSAttributes", Version: "2010-03-31" });
    const entries = Object.entries(form).filter(([name]) => name.endsWith(".key"));
    return Object.fromEntries(
      entries.map(([name, key]) => [key, form[name.replace(/key$/, "value")] ?? "missing"]),
    );
  });
}

describe("an account's SMS", () => {
  it("get their limit and their sender, and CloudFormation is told", async () => {
    expect(await ask("Create", { monthlySpendUsd: "50", senderId: "Acme" })).toEqual([
      {
        // A presigned URL refuses a content type that it was not signed for.
        type: undefined,
        body: {
          ...{ Status: "SUCCESS", StackId: "stack", RequestId: "request", LogicalResourceId: "Set" },
          PhysicalResourceId: "sms-account",
          Data: { refused: "nothing" },
        },
      },
    ]);
    expect(set()).toEqual([
      { MonthlySpendLimit: "50", DefaultSMSType: "Transactional" },
      { DefaultSenderID: "Acme" },
    ]);
    expect(logged).toEqual([]);
  });

  it("keep a sender that was named elsewhere", async () => {
    await ask("Create", { monthlySpendUsd: "50" });
    await ask("Update", { monthlySpendUsd: "60" }, { monthlySpendUsd: "50" });
    expect(set()).toEqual([
      { MonthlySpendLimit: "50", DefaultSMSType: "Transactional" },
      { MonthlySpendLimit: "60", DefaultSMSType: "Transactional" },
    ]);
  });

  it("are set anew by an update, which also takes back a sender", async () => {
    await ask("Update", { monthlySpendUsd: "60" }, { monthlySpendUsd: "50", senderId: "Acme" });
    expect(set()).toEqual([
      { MonthlySpendLimit: "60", DefaultSMSType: "Transactional" },
      { DefaultSenderID: "" },
    ]);
  });

  it("keep the old sender where AWS takes back none, and nothing is made of it", async () => {
    aws.answer = (request) =>
      JSON.stringify(formOf(request)).includes("DefaultSenderID")
        ? queryFault("InvalidParameter", 400)
        : queryResult("SetSMSAttributes", "");
    const [answer] = await ask(
      "Update",
      { monthlySpendUsd: "50" },
      { monthlySpendUsd: "50", senderId: "Acme" },
    );
    expect(answer?.body).toMatchObject({ Status: "SUCCESS", Data: { refused: "nothing" } });
    expect(logged).toEqual([]);
  });

  it("are written down by SNS where a role is named, every one of them, and no more once it is not", async () => {
    const logsRoleArn = "arn:aws:iam::111122223333:role/logs";
    await ask("Create", { monthlySpendUsd: "50", logsRoleArn });
    await ask("Update", { monthlySpendUsd: "50" }, { monthlySpendUsd: "50", logsRoleArn });
    const limit = { MonthlySpendLimit: "50", DefaultSMSType: "Transactional" };
    expect(set()).toEqual([
      limit,
      { DeliveryStatusIAMRole: logsRoleArn, DeliveryStatusSuccessSamplingRate: "100" },
      limit,
      { DeliveryStatusIAMRole: "", DeliveryStatusSuccessSamplingRate: "100" },
    ]);
  });

  it("keep what they have when the stack goes", async () => {
    const [answer] = await ask("Delete", { monthlySpendUsd: "50" });
    expect(answer?.body).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "sms-account" });
    expect(aws.requests).toEqual([]);
  });
});

describe("an amount that AWS refuses", () => {
  it("takes no deployment back: it is told as an output and a line that an alarm counts, with what to do", async () => {
    aws.answer = (request) =>
      JSON.stringify(formOf(request)).includes("MonthlySpendLimit")
        ? queryFault("InvalidParameter", 400)
        : queryResult("SetSMSAttributes", "");
    const [answer] = await ask("Create", { monthlySpendUsd: "5000", senderId: "Acme" });
    expect(answer?.body).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "sms-account" });
    const { refused } = answer?.body.Data as { readonly refused: string };
    expect(refused).toMatch(
      /^AWS refuses smsAccount\.monthlySpendUsd: 5000 USD a month\..*raise the quota "SMS monthly spend".*AWS says: about/,
    );
    expect(logged.map((line) => JSON.parse(line) as unknown)).toEqual([
      { message: "sms-account-refused", reason: refused },
    ]);
    // The sender is set all the same.
    expect(set().at(-1)).toEqual({ DefaultSenderID: "Acme" });
  });
});

describe("an account that cannot be reached", () => {
  it("fails the deployment at once, with AWS's own reason", async () => {
    aws.answer = () => queryFault("AuthorizationError", 403);
    const [answer] = await ask("Create", { monthlySpendUsd: "50" });
    expect(answer?.body).toMatchObject({ Status: "FAILED" });
    expect(answer?.body.Reason).not.toContain("quota");
  });
});

const app = await synthesize("prod", {
  smsAccount: { monthlySpendUsd: 70, senderId: "Acme", deliveryLogs: false },
});

describe("a stage that says what SMS may cost", () => {
  it("says what AWS refused of it, and is told of it", async () => {
    const { service } = await synthesize("prod");
    const [id] =
      Object.entries(service.Resources).find(([, { Type }]) => Type === "Custom::LatchkeySmsAccount") ?? [];
    expect(service.Outputs?.SmsAccountRefused?.Value).toEqual({ "Fn::GetAtt": [id, "refused"] });
    const filters = ofType(service, "AWS::Logs::MetricFilter").filter(
      ({ Properties }) => Properties.FilterPattern === '{ $.message = "sms-account-refused" }',
    );
    expect(filters).toMatchObject([
      {
        Properties: {
          MetricTransformations: [{ MetricNamespace: "Latchkey/prod", MetricName: "SmsAccountRefusals" }],
        },
      },
    ]);
  });

  it.each([
    ["without logs", { monthlySpendUsd: 70, deliveryLogs: false }, 1],
    ["with logs", { monthlySpendUsd: 70, deliveryLogs: true }, 2],
  ])("has it set when the roles may do what they are there for: %s", async (_case, smsAccount, roles) => {
    const { Resources } = (await synthesize("prod", { smsAccount })).service;
    const resources = Object.entries(Resources);
    const [, set] = resources.find(([, { Type }]) => Type === "Custom::LatchkeySmsAccount") ?? [];
    const { DependsOn = [] } = set as { readonly DependsOn?: readonly string[] };
    const policies = DependsOn.filter((id) => Resources[id]?.Type === "AWS::IAM::Policy");
    expect(policies.filter((id) => /SmsAccountSetter|TextLogsRole/.test(id))).toHaveLength(roles);
    if (roles === 2) expect(policies.some((id) => id.includes("TextLogsRole"))).toBe(true);
  });

  it("has it set by a function that may do nothing else", () => {
    const [resource] = ofType(app.service, "Custom::LatchkeySmsAccount");
    expect(resource?.Properties).toMatchObject({ monthlySpendUsd: 70, senderId: "Acme" });
    expect(nameOf(resource?.Properties.ServiceToken, app.service, app)).toBe("latchkey-prod-set-sms-account");
    expect(permissionsOf(app, app.service, "latchkey-prod-set-sms-account")).toEqual([
      "logs:CreateLogStream on its log group",
      "logs:PutLogEvents on its log group",
      "sns:SetSMSAttributes on *",
    ]);
  });
});

describe("a stage that says nothing of what SMS may cost", () => {
  it("leaves the account alone", async () => {
    const { service } = await synthesize("dev");
    expect(ofType(service, "Custom::LatchkeySmsAccount")).toEqual([]);
    expect(JSON.stringify(service)).not.toContain("SetSMSAttributes");
  });
});
