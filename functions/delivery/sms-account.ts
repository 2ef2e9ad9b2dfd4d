import { InvalidParameterException, SetSMSAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
import { Fault } from "../domain/errors.ts";

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
 * Sets what the account says about SMS. A sender or a role that was never named stays; one that was named before is
 * taken back.
 * @throws Fault `configuration` for an amount that AWS refuses
 * @see https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html
 */
export async function setSmsAccount(
  client: SNSClient,
  { monthlySpendUsd, senderId, logsRoleArn }: SmsAccount,
  before?: SmsAccount,
): Promise<void> {
  const sender = senderId ?? (before?.senderId === undefined ? undefined : "");
  const role = logsRoleArn ?? (before?.logsRoleArn === undefined ? undefined : "");
  const attributes = {
    MonthlySpendLimit: monthlySpendUsd,
    DefaultSMSType: "Transactional",
    ...(sender !== undefined && { DefaultSenderID: sender }),
    ...(role !== undefined && { DeliveryStatusIAMRole: role, DeliveryStatusSuccessSamplingRate: "100" }),
  };
  try {
    await client.send(new SetSMSAttributesCommand({ attributes }));
  } catch (error) {
    if (!(error instanceof InvalidParameterException)) throw error;
    throw new Fault(
      "configuration",
      `AWS refuses smsAccount: ${monthlySpendUsd} USD a month${senderId === undefined ? "" : `, from "${senderId}"`}. An account may not spend more on texts than its quota in this region, 1 USD at first: ask AWS Support to raise the quota "SMS monthly spend" first, or lower smsAccount.monthlySpendUsd. AWS says: ${error.message}`,
    );
  }
}
