import { Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { OptionsOf } from "../../functions/delivery/options.ts";
import type { MessagingReceipts } from "./messaging-receipts.ts";

/** A statement of a policy, and the reason for a wildcard in it. */
export type Permission = readonly [statement: PolicyStatement, reason?: string];

/**
 * Messages of AWS End User Messaging from these identities alone. A call is also checked against the sets of rules that it
 * names.
 * @param action `sms-voice:SendTextMessage` or `sms-voice:SendVoiceMessage`
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_pinpoint-sms-voice-v2.html
 */
export function messagingPermissions(
  scope: Construct,
  action: string,
  providers: readonly OptionsOf<"aws-sms" | "aws-voice">[],
  set: Pick<MessagingReceipts, "configurationSetArn"> | undefined,
): readonly Permission[] {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(scope).formatArn({ service: "sms-voice", resource, resourceName });
  const named = providers.flatMap(({ originationIdentity, protectConfigurationId }) => [
    originationIdentity.startsWith("arn:")
      ? originationIdentity
      : arn(originationIdentity.startsWith("phone-") ? "phone-number" : "pool", originationIdentity),
    ...(protectConfigurationId === undefined ? [] : [arn("protect-configuration", protectConfigurationId)]),
  ]);
  const resources = [...new Set(named), ...(set ? [set.configurationSetArn] : [])];
  return [
    [new PolicyStatement({ actions: [action], resources })],
    [
      new PolicyStatement({ actions: ["sms-voice:PutMessageFeedback"], resources: [arn("message", "*")] }),
      "A message has its id from AWS, after it was sent.",
    ],
  ];
}
