import { type App, Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import { STREAM_HANDLERS } from "./constructs/metrics.ts";
import type { StageConfig } from "./stage-config.ts";

/** Findings of cdk-nag that are meant to be so. */
export interface Acknowledgement {
  /** The construct that has the findings, itself or below it: the stack's last name, then ids. */
  readonly path: string;
  /** As cdk-nag names them after `AwsSolutions-`; a wildcard of a policy stands in brackets. */
  readonly rules: readonly string[];
  readonly reason: string;
}

/** Everything that cdk-nag finds in a stage, and why it stays. */
export function acknowledgements(stage: string, config: StageConfig): Acknowledgement[] {
  return [...ofData(), ...ofApi(stage, config), ...ofConsumers(stage), ...ofDelivery(config)];
}

function ofData(): Acknowledgement[] {
  return [
    {
      path: "data/Keys/recipient",
      rules: ["SMG4"],
      reason: "Names every partition and every subject: with another value, nobody would be found again.",
    },
  ];
}

function ofApi(stage: string, { waf }: StageConfig): Acknowledgement[] {
  const path = "service/Api/RestApi";
  return [
    {
      path: `${path}/Default`,
      rules: ["APIG4", "COG4"],
      reason: "People sign in here: who calls has no identity yet. The functions check sessions themselves.",
    },
    {
      path: `${path}/Resource`,
      rules: ["APIG2"],
      reason:
        "The functions check every body, by the schemas that the local service uses too, and answer with problem documents.",
    },
    {
      path: `${path}/DeploymentStage.${stage}`,
      rules: ["APIG6"],
      reason: "Execution logs hold whole requests and answers: addresses, passcodes and session tokens.",
    },
    {
      path: `${path}/CloudWatchRole`,
      rules: [
        "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
      ],
      reason:
        "API Gateway writes the logs of all its APIs in an account and region by one role, and AWS keeps this policy for it: no function has the role, and narrowed to this stage it would silence the others.",
    },
    ...(waf.enabled
      ? []
      : [
          {
            path: `${path}/DeploymentStage.${stage}`,
            rules: ["APIG3"],
            reason: "A web ACL costs a fee every month; the stage's settings do without one.",
          },
        ]),
  ];
}

function ofConsumers(stage: string): Acknowledgement[] {
  return STREAM_HANDLERS.flatMap((consumer) => [
    {
      path: `service/Functions/${consumer}/Role`,
      // The table's ARN is an export of the other stack; its name ends in a digest of its path.
      rules: [
        `IAM5[Resource::latchkey-${stage}-data:ExportsOutputFnGetAttTableCD117FA1ArnE2C8C204/stream/*]`,
      ],
      reason: "Lambda lists the streams of this table, and of no other, to find the one that it follows.",
    },
    {
      path: `service/Stream/${consumer}-failed`,
      rules: ["SQS3"],
      reason:
        "Is where a consumer of the stream puts what failed: cdk-nag knows dead letters of queues only.",
    },
  ]);
}

function ofDelivery({ settings, sesSandbox, env, smsAccount }: StageConfig): Acknowledgement[] {
  const { account = "<AWS::AccountId>", region = "<AWS::Region>" } = env ?? {};
  const { email, sms } = settings.channels;
  return [
    ...(email.providers.some(({ use }) => use === "ses")
      ? [
          {
            path: "service/Delivery/ReceiptReader/failed",
            rules: ["SQS3"],
            reason:
              "Is where receipts lie that nobody could write: cdk-nag knows dead letters of queues only.",
          },
        ]
      : []),
    ...(sms.providers.some(({ use }) => use === "sns")
      ? [
          {
            path: "service/Functions/deliver-code-sms/Role",
            rules: ["IAM5[Resource::*]"],
            reason: "A phone number has no ARN. Topics, devices and apps, which have one, are denied.",
          },
        ]
      : []),
    ...(smsAccount
      ? [
          {
            path: "service/Delivery/SmsAccount/Setter/Role",
            rules: ["IAM5[Resource::*]"],
            reason: "The settings for texts are the account's own; AWS knows no ARN for them.",
          },
        ]
      : []),
    ...(email.providers.some(({ use }) => use === "ses") && sesSandbox
      ? [
          {
            path: "service/Functions/deliver-code-email/Role",
            rules: [`IAM5[Resource::arn:<AWS::Partition>:ses:${region}:${account}:identity/*]`],
            reason:
              "In the sandbox SES asks for a permission on each recipient; a condition binds the sender.",
          },
        ]
      : []),
  ];
}

/**
 * Tells CDK's validations what is meant to be so.
 * @throws Error for a construct that is not there any more
 */
export function acknowledgeFindings(app: App, stage: string, config: StageConfig): void {
  for (const { path, rules, reason } of acknowledgements(stage, config)) {
    let found: IConstruct | undefined = app;
    for (const id of `latchkey-${stage}-${path}`.split("/")) found = found?.node.tryFindChild(id);
    if (!found) throw new Error(`lib/acknowledgements.ts speaks of ${path}, which is not there.`);
    Validations.of(found).acknowledge(...rules.map((rule) => ({ id: `AwsSolutions-${rule}`, reason })));
  }
}
