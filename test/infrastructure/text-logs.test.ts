import { describe, expect, it } from "@jest/globals";
import { permissionsOf } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const smsAccount = { monthlySpendUsd: 50, deliveryLogs: true };
const app = await synthesize("prod", { smsAccount });
const { service } = app;
const GROUP = "sns/eu-central-1/111122223333/DirectPublishToPhoneNumber";
const READER = "latchkey-prod-record-receipt:live";

const groups = (template: typeof service) =>
  ofType(template, "AWS::Logs::LogGroup").filter(({ Properties }) =>
    nameOf(Properties.LogGroupName, template, app).startsWith("sns/"),
  );

describe("a stage that has SMS written down", () => {
  it("makes the two groups that SNS writes to, and keeps numbers for three days only", () => {
    expect(
      groups(service).map(({ Properties, DeletionPolicy }) => ({
        name: nameOf(Properties.LogGroupName, service, app),
        days: Properties.RetentionInDays,
        DeletionPolicy,
      })),
    ).toEqual([
      { name: GROUP, days: 3, DeletionPolicy: "Delete" },
      { name: `${GROUP}/Failure`, days: 3, DeletionPolicy: "Delete" },
    ]);
  });

  it("has SNS write there as a role that may do nothing else", () => {
    const roles = ofType(service, "AWS::IAM::Role").filter(({ Properties }) =>
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes("sns.amazonaws.com"),
    );
    expect(roles).toHaveLength(1);
    const [policy, ...others] = ofType(service, "AWS::IAM::Policy").filter(({ Properties }) =>
      JSON.stringify(Properties.Roles).includes("TextLogsRole"),
    );
    expect(others).toEqual([]);
    const { Statement } = policy?.Properties.PolicyDocument as {
      Statement: { Action: unknown; Resource: unknown[] }[];
    };
    expect(Statement).toMatchObject([
      { Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"] },
    ]);
    expect(Statement[0]?.Resource.map((arn) => JSON.stringify(arn))).toEqual([
      expect.stringMatching(/"Fn::GetAtt":\["DeliveryTextLogsArrived\w+","Arn"\]/),
      expect.stringMatching(/"Fn::GetAtt":\["DeliveryTextLogsFailed\w+","Arn"\]/),
    ]);
  });

  it("has every line handed to the function that writes receipts down", () => {
    const filters = ofType(service, "AWS::Logs::SubscriptionFilter").map(({ Properties }) => ({
      group: /DeliveryTextLogs(\w+?)[0-9A-F]{8}"/.exec(JSON.stringify(Properties.LogGroupName))?.[1],
      reader: nameOf(Properties.DestinationArn, service, app),
      pattern: Properties.FilterPattern,
    }));
    expect(filters).toEqual([
      { group: "Arrived", reader: READER, pattern: "" },
      { group: "Failed", reader: READER, pattern: "" },
    ]);
    const invokers = ofType(service, "AWS::Lambda::Permission")
      .filter(({ Properties }) => Properties.Principal === "logs.amazonaws.com")
      .map(({ Properties }) => nameOf(Properties.FunctionName, service, app));
    expect(invokers).toEqual([READER, READER]);
  });

  it("tells the account of the role, and may hand that role to SNS alone", () => {
    const [resource] = ofType(service, "Custom::LatchkeySmsAccount");
    expect(resource?.Properties).toMatchObject({
      logsRoleArn: { "Fn::GetAtt": [expect.any(String), "Arn"] },
    });
    const granted = permissionsOf(app, service, "latchkey-prod-set-sms-account");
    expect(granted.filter((grant) => grant.startsWith("iam:"))).toEqual([
      expect.stringMatching(
        /^iam:PassRole on \S*TextLogs\S* if iam:PassedToService StringEquals sns\.amazonaws\.com$/,
      ),
    ]);
  });

  it("reads them also where no e-mail is sent through SES", async () => {
    const settings = { channels: { email: { providers: ["inbox"] } } };
    const alone = await synthesize("prod", { settings, smsAccount });
    expect(JSON.stringify(alone.service)).toContain("record-receipt");
    expect(ofType(alone.service, "AWS::SES::ConfigurationSet")).toEqual([]);
  });
});

describe("a stage that does not", () => {
  it.each([
    ["since nothing was said", { smsAccount: { deliveryLogs: false } }],
    ["since it sends no texts", { smsAccount, settings: { channels: { sms: { enabled: false } } } }],
  ])("leaves SNS alone, %s", async (_case, override) => {
    const quiet = await synthesize("prod", override);
    expect(JSON.stringify(quiet.service)).not.toContain("DirectPublishToPhoneNumber");
  });
});
