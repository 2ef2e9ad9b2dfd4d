import { CfnOutput, CustomResource, Duration, Stack } from "aws-cdk-lib";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { SMS_ACCOUNT_REFUSED } from "../../functions/observability/metric-names.ts";
import type { StageConfig } from "../stage-config.ts";
import { type FunctionStage, StageFunction } from "./function.ts";

interface SmsAccountProps extends FunctionStage {
  readonly smsAccount: NonNullable<StageConfig["smsAccount"]>;
  /** What SNS writes its delivery logs as; it writes none without. */
  readonly logsRole?: Role | undefined;
}

/**
 * What SMS may cost in a month, who they are from, and whether SNS writes down if they arrived: settings of the account
 * in a region, which no template has a type for. What AWS refuses of them is an output and an alarm, and takes no
 * deployment back.
 */
export class SmsAccountSetter extends Construct {
  /** How often AWS refused one of them. */
  readonly refusals: Metric;

  constructor(scope: Construct, id: string, { smsAccount, logsRole, ...props }: SmsAccountProps) {
    super(scope, id);
    const logsRoleArn = logsRole?.roleArn;
    const setter = new StageFunction(this, "Setter", {
      ...props,
      handler: "set-sms-account",
      description:
        "Sets what texts may cost in a month, who they are from and who logs them, when that changes",
      timeoutSeconds: 60,
    });
    // These are settings of the account: AWS knows no narrower resource for them than everything.
    setter.allowWildcard(
      ["sns:SetSMSAttributes"],
      "*",
      "The settings for SMS are the account's own; AWS knows no ARN for them.",
    );
    if (logsRoleArn !== undefined)
      setter.addToPolicy(
        new PolicyStatement({
          actions: ["iam:PassRole"],
          resources: [logsRoleArn],
          conditions: { StringEquals: { "iam:PassedToService": "sns.amazonaws.com" } },
        }),
      );
    const filter = new MetricFilter(this, "Refused", {
      logGroup: setter.function.logGroup,
      filterPattern: FilterPattern.stringValue("$.message", "=", SMS_ACCOUNT_REFUSED),
      metricNamespace: `Latchkey/${props.stage}`,
      metricName: "SmsAccountRefusals",
      metricValue: "1",
    });
    this.refusals = filter.metric({ statistic: "Sum", period: Duration.days(1) });
    const { monthlySpendUsd, senderId } = smsAccount;
    const set = new CustomResource(this, "Set", {
      resourceType: "Custom::LatchkeySmsAccount",
      serviceToken: setter.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { monthlySpendUsd, senderId, logsRoleArn },
    });
    // The roles' policies too: SNS tries the role that it is given for its logs at once.
    set.node.addDependency(setter, filter, ...(logsRole ? [logsRole] : []));
    new CfnOutput(Stack.of(this), "SmsAccountRefused", {
      value: set.getAttString("refused"),
      description: "What AWS refused of the stage's smsAccount; what was set before holds instead",
    });
  }
}
