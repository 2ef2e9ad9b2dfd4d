import {
  DescribeAccountAttributesCommand,
  DescribeSpendLimitsCommand,
} from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { carries, type Check, fine, note, stop } from "../check.ts";

/** The least that a month's limit is: what every account starts with. In US dollars. */
const FIRST_LIMIT_USD = 1;

/** What it sends, and the limit of each. */
const KINDS = [
  { channel: "sms", provider: "aws-sms", name: "SMS", limit: "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT" },
  { channel: "voice", provider: "aws-voice", name: "calls", limit: "VOICE_MESSAGE_MONTHLY_SPEND_LIMIT" },
] as const;

/**
 * Whether AWS End User Messaging lets this account send to users, and for how much. Its sandbox is not SNS's.
 * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/sandbox.html
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_DescribeAccountAttributes.html
 */
export const messagingCheck: Check = {
  looksAt: "End User Messaging",
  actions: ["sms-voice:DescribeAccountAttributes", "sms-voice:DescribeSpendLimits"],
  async run({ sms }, { stage, config }) {
    const used = KINDS.filter(({ channel, provider }) => carries(config, channel, provider));
    if (used.length === 0) return [];
    const { AccountAttributes = [] } = await sms.send(new DescribeAccountAttributesCommand({}));
    const tier = AccountAttributes.find(({ Name }) => Name === "ACCOUNT_TIER")?.Value;
    const { SpendLimits = [] } = await sms.send(new DescribeSpendLimitsCommand({}));
    const found = "in the sandbox: messages go to at most ten verified numbers";
    const todo =
      "ask for production access in the console of AWS End User Messaging, or choose another provider";
    const sandbox = tier === "SANDBOX" ? [stage === "prod" ? stop(found, todo) : note(found, todo)] : [];
    const limits = used.flatMap(({ name, limit }) => {
      const { EnforcedLimit: limitUsd, MaxLimit = 0 } = SpendLimits.find(({ Name }) => Name === limit) ?? {};
      if (limitUsd === undefined || limitUsd > FIRST_LIMIT_USD) return [];
      return [
        note(
          `${limitUsd} USD a month may be spent on ${name}, of a quota of ${MaxLimit}`,
          "raise the quota and the limit in the console of AWS End User Messaging",
        ),
      ];
    });
    const findings = [...sandbox, ...limits];
    return findings.length > 0
      ? findings
      : [fine("out of the sandbox, and more than 1 USD a month may be spent")];
  },
};
