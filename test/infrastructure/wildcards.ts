/** Grants with a wildcard, and why nothing narrower will do. */
export const WILDCARDS: readonly (readonly [grant: RegExp, why: string])[] = [
  [/^sns:Publish on \*$/, "a phone number has no ARN; what has one is denied"],
  [/^Deny sns:Publish on arn:aws:sns:\*:\*:\*$/, "takes away: topics, devices and apps are no phone numbers"],
  [/^sns:SetSMSAttributes on \*$/, "the settings for texts are the account's; no ARN names them"],
  [
    /^dynamodb:ListStreams on [\w-]+\/stream\/\*$/,
    "a stream's name is a time that nobody knows before; the table is named",
  ],
  [/^cloudwatch:DescribeAlarms on \*$/, "CodeDeploy asks for a list of alarms, which has no ARN"],
  [
    /^kms:Decrypt on arn:aws:kms:[^*]+:key\/\* if kms:ViaService StringEquals dynamodb\.[^*]+ if kms:ResourceAliases ForAnyValue:StringEquals alias\/latchkey-[\w-]+-table$/,
    "the key's id is not known before the key is there; its alias is named, and DynamoDB alone may ask",
  ],
  [
    /^sms-voice:PutMessageFeedback on arn:aws:sms-voice:[^*]+:message\/\*$/,
    "a message has its id from AWS, after it was sent",
  ],
  [
    /^ses:SendRawEmail on arn:aws:ses:[^*]+:identity\/\* if ses:FromAddress StringEquals [^*]+$/,
    "in the sandbox SES asks for a permission on each recipient; the sender is bound",
  ],
];

/** Why a grant may have a wildcard; undefined for one that may not. */
export function reasonOf(grant: string): string | undefined {
  return WILDCARDS.find(([pattern]) => pattern.test(grant))?.[1];
}
