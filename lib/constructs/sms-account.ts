import { CustomResource, Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";
import { type FunctionStage, StageFunction } from "./function.ts";

interface SmsAccountProps extends FunctionStage {
  readonly smsAccount: NonNullable<StageConfig["smsAccount"]>;
}

/** What texts may cost in a month, and who they are from: settings of the account in a region, which no template has a type for. */
export class SmsAccount extends Construct {
  constructor(scope: Construct, id: string, { smsAccount, ...props }: SmsAccountProps) {
    super(scope, id);
    const setter = new StageFunction(this, "Setter", {
      ...props,
      handler: "set-sms-account",
      description: "Sets what texts may cost in a month, and who they are from, when that changes",
      timeoutSeconds: 60,
    });
    // These are settings of the account: AWS knows no narrower resource for them than everything.
    setter.allow(["sns:SetSMSAttributes"], ["*"]);
    new CustomResource(this, "Set", {
      resourceType: "Custom::LatchkeySmsAccount",
      serviceToken: setter.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { ...smsAccount },
    });
  }
}
