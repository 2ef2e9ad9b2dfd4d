import { DescribeSpendLimitsCommand } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { GetSMSAttributesCommand, GetSMSSandboxAccountStatusCommand } from "@aws-sdk/client-sns";
import { carries, type Check, fine, type Finding, note, stop } from "../check.ts";

/**
 * Whether Amazon SNS lets this account send SMS to users.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_GetSMSSandboxAccountStatus.html
 */
export const smsSandboxCheck: Check = {
  looksAt: "the sandbox of SMS",
  actions: ["sns:GetSMSSandboxAccountStatus"],
  async run({ sns }, { stage, config }) {
    if (!carries(config, "sms", "sns")) return [];
    const { IsInSandbox } = await sns.send(new GetSMSSandboxAccountStatusCommand({}));
    if (IsInSandbox === false) return [fine("out of the sandbox")];
    const found = "in the sandbox: SMS go to at most ten verified numbers";
    const todo = 'leave it in the SNS console under "Text messaging (SMS)", or switch SMS off';
    return [stage === "prod" ? stop(found, todo) : note(found, todo)];
  },
};

/**
 * What may be spent on SMS: the limit that is set, and the quota above which none can be set.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_GetSMSAttributes.html
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_DescribeSpendLimits.html
 */
export const smsSpendingCheck: Check = {
  looksAt: "what SMS may cost",
  actions: ["sns:GetSMSAttributes", "sms-voice:DescribeSpendLimits"],
  async run({ sns, sms }, { config }) {
    if (!carries(config, "sms", "sns")) return [];
    const { SpendLimits = [] } = await sms.send(new DescribeSpendLimitsCommand({}));
    const quotaUsd = SpendLimits.find(({ Name }) => Name === "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT")?.MaxLimit;
    const { attributes = {} } = await sns.send(
      new GetSMSAttributesCommand({ attributes: ["MonthlySpendLimit"] }),
    );
    const limitUsd = Number(attributes.MonthlySpendLimit ?? 1);
    const asked = config.smsAccount?.monthlySpendUsd;
    const findings: Finding[] = [];
    if (quotaUsd === undefined)
      findings.push(
        note("the quota of SMS cannot be read", "look at it in the console of AWS End User Messaging"),
      );
    else if (asked !== undefined && asked > quotaUsd)
      findings.push(
        stop(
          `smsAccount asks for ${asked} USD a month; the account's quota is ${quotaUsd}`,
          "ask AWS for a higher spend quota, or lower smsAccount.monthlySpendUsd",
        ),
      );
    if (asked === undefined && limitUsd <= 1)
      findings.push(
        note(
          `${limitUsd} USD a month may be spent on SMS`,
          "set smsAccount.monthlySpendUsd once the quota is raised",
        ),
      );
    return findings.length > 0
      ? findings
      : [fine(`${asked ?? limitUsd} USD a month, of a quota of ${quotaUsd ?? "unknown size"}`)];
  },
};
