import { InvalidParameterException, SetSMSAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";

/** What the account and its region say about all SMS. CloudFormation hands over every value as text. */
export interface SmsAccount {
  /** What SMS may cost in a calendar month, in US dollars. */
  readonly monthlySpendUsd: string;
  /** Who they are from, where a country shows it. */
  readonly senderId?: string;
  /** What SNS writes its delivery logs as. */
  readonly logsRoleArn?: string;
}

/**
 * Sets what the account says about SMS, each setting for itself. A sender or a role that was never named stays; one that was
 * named before is taken back.
 *
 * What AWS refuses is returned, not thrown: a quota of the account must not take a deployment back that has nothing else
 * wrong with it. The limit that was there before then holds, and the quota bounds that.
 * @returns what AWS refuses, in words that say what to do
 * @see https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html
 */
export async function setSmsAccount(
  client: SNSClient,
  { monthlySpendUsd, senderId, logsRoleArn }: SmsAccount,
  before?: SmsAccount,
): Promise<readonly string[]> {
  const set = async (attributes: Readonly<Record<string, string>>, remedy: string): Promise<string[]> => {
    try {
      await client.send(new SetSMSAttributesCommand({ attributes }));
      return [];
    } catch (error) {
      if (!(error instanceof InvalidParameterException)) throw error;
      return [`${remedy} AWS says: ${error.message}`];
    }
  };
  const refused = await set(
    { MonthlySpendLimit: monthlySpendUsd, DefaultSMSType: "Transactional" },
    `AWS refuses smsAccount.monthlySpendUsd: ${monthlySpendUsd} USD a month. An account may not spend more on SMS than its quota in this region, 1 USD at first: ask AWS Support to raise the quota "SMS monthly spend", then deploy again, or lower smsAccount.monthlySpendUsd.`,
  );
  if (senderId !== undefined)
    refused.push(
      ...(await set(
        { DefaultSenderID: senderId },
        `AWS refuses smsAccount.senderId: "${senderId}". Register it for the countries that ask for it, or leave it out.`,
      )),
    );
  // AWS does not say whether a sender can be taken back by an empty one. If not, the old one stays and harms nothing.
  else if (before?.senderId !== undefined) await set({ DefaultSenderID: "" }, "");
  const role = logsRoleArn ?? (before?.logsRoleArn === undefined ? undefined : "");
  if (role !== undefined)
    refused.push(
      ...(await set(
        { DeliveryStatusIAMRole: role, DeliveryStatusSuccessSamplingRate: "100" },
        "AWS refuses the role of smsAccount.deliveryLogs. Deploy again; if it stays so, leave deliveryLogs out.",
      )),
    );
  return refused;
}
