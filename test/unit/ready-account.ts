import { type ActionAnswer, inQuery, stackIn, zones } from "./account-endpoint.ts";

const ARN = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d";

/** A stage that uses everything that preflight looks at. */
export const stage = {
  settings: {
    channels: {
      email: { from: "no-reply@latchkey.dev", providers: ["ses"] },
      sms: {
        providers: ["sns", { use: "aws-sms", originationIdentity: "phone-0123456789abcdef0123456789abcdef" }],
        spend: { dailyUsd: 20 },
      },
    },
    events: { bus: "owners-bus" },
    desk: {
      admins: [
        { arn: "arn:aws:iam::111122223333:role/owners", role: "owner" },
        { recipient: "anna@latchkey.dev", role: "operator" },
      ],
    },
  },
  env: { account: "111122223333", region: "eu-central-1" },
  domain: { name: "id.latchkey.dev", certificateArn: ARN },
  smsAccount: { monthlySpendUsd: 50, deliveryLogs: true },
  alarmEmail: "operators@latchkey.dev",
};

export const missing: ActionAnswer = { error: "ResourceNotFoundException" };
export const settings = (all: number, free = all): ActionAnswer => ({
  json: { AccountLimit: { ConcurrentExecutions: all, UnreservedConcurrentExecutions: free } },
});
export const mail = (over: object = {}): ActionAnswer => ({
  json: {
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    EnforcementStatus: "HEALTHY",
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14 },
    ...over,
  },
});
export const spending = (usd: number): ActionAnswer => ({
  json: {
    SpendLimits: [
      { Name: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", EnforcedLimit: usd, MaxLimit: usd, Overridden: false },
    ],
  },
});

export const tier = (Value: string): ActionAnswer => ({
  json: { AccountAttributes: [{ Name: "ACCOUNT_TIER", Value }] },
});

/** An account that is ready for the first deployment of a stage. */
export const READY: Readonly<Record<string, ActionAnswer>> = {
  GetCallerIdentity: inQuery(
    "<Account>111122223333</Account><Arn>arn:aws:sts::111122223333:assumed-role/owners/anna</Arn>",
  ),
  DescribeStacks: { error: "ValidationError" },
  "DescribeStacks CDKToolkit": stackIn("CREATE_COMPLETE"),
  DescribeTable: missing,
  DescribeSecret: missing,
  GetQueueUrl: { error: "QueueDoesNotExist" },
  GetFunctionConfiguration: { error: "ResourceNotFoundException", status: 404 },
  DescribeLogGroups: { json: { logGroups: [] } },
  GetAccountSettings: settings(1000),
  GetAccount: mail(),
  GetEmailIdentity: { error: "NotFoundException", status: 404 },
  GetSMSSandboxAccountStatus: inQuery("<IsInSandbox>false</IsInSandbox>"),
  GetSMSAttributes: inQuery(
    "<attributes><entry><key>MonthlySpendLimit</key><value>50</value></entry></attributes>",
  ),
  DescribeSpendLimits: spending(100),
  DescribeAccountAttributes: tier("PRODUCTION"),
  DescribeEventBus: { json: { Name: "owners-bus" } },
  DescribeCertificate: { json: { Certificate: { Status: "ISSUED", DomainName: "*.latchkey.dev" } } },
  ListHostedZonesByName: zones("latchkey.dev."),
};
