import { CustomResource, Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";
import { type FunctionStage, StageFunction } from "./function.ts";

interface SmsAccountProps extends FunctionStage {
  readonly smsAccount: NonNullable<StageConfig["smsAccount"]>;
  /** What SNS writes its delivery logs as; it writes none without. */
  readonly logsRoleArn?: string | undefined;
}

/**
 * What texts may cost in a month, who they are from, and whether SNS writes down what becomes of them: settings of the
 * account in a region, which no template has a type for.
 */
export class SmsAccountSetter extends Construct {
  constructor(scope: Construct, id: string, { smsAccount, logsRoleArn, ...props }: SmsAccountProps) {
    super(scope, id);
    const setter = new StageFunction(this, "Setter", {
      ...props,
      handler: "set-sms-account",
      description:
        "Sets what texts may cost in a month, who they are from and who logs them, when that changes",
      timeoutSeconds: 60,
    });
    // These are settings of the account: AWS knows no narrower resource for them than everything.
    setter.allow(["sns:SetSMSAttributes"], ["*"]);
    if (logsRoleArn !== undefined)
      setter.addToPolicy(
        new PolicyStatement({
          actions: ["iam:PassRole"],
          resources: [logsRoleArn],
          conditions: { StringEquals: { "iam:PassedToService": "sns.amazonaws.com" } },
        }),
      );
    const { monthlySpendUsd, senderId } = smsAccount;
    const set = new CustomResource(this, "Set", {
      resourceType: "Custom::LatchkeySmsAccount",
      serviceToken: setter.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { monthlySpendUsd, senderId, logsRoleArn },
    });
    set.node.addDependency(setter);
  }
}
