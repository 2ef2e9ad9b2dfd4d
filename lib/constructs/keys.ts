import { CustomResource, Duration, RemovalPolicy } from "aws-cdk-lib";
import { CfnSecret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { SecretName } from "../../functions/routes.ts";
import { type FunctionStage, StageFunction } from "./function.ts";

/** Which secret is which, for whoever finds it in the console. */
const DESCRIPTIONS: Readonly<Record<SecretName, string>> = {
  recipient:
    "Latchkey: names recipients in the table and in tokens. Never change it: nobody would be found again.",
  passcode: "Latchkey: the keys that passcodes are derived from.",
  cookie: "Latchkey: the keys of session tokens, and of forms on the pages.",
  signing: "Latchkey: the private keys that sign tokens.",
};

/** The stage's secrets. They are made empty; a function fills them at the first deployment, so no template holds a key. */
export class Keys extends Construct {
  readonly secretArns: Readonly<Record<SecretName, string>>;

  constructor(scope: Construct, id: string, props: FunctionStage) {
    super(scope, id);
    const arns = Object.entries(DESCRIPTIONS).map(([name, description]) => {
      const secret = new CfnSecret(this, name, { name: `latchkey/${props.stage}/${name}`, description });
      secret.applyRemovalPolicy(
        props.config.removeDataOnDestroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      );
      return [name, secret.ref] as const;
    });
    this.secretArns = Object.fromEntries(arns) as Record<SecretName, string>;
    this.fill(props);
  }

  private fill(props: FunctionStage): void {
    const filler = new StageFunction(this, "Filler", {
      ...props,
      handler: "fill-secrets",
      description: "Fills the stage's secrets at the first deployment, and never again",
      timeoutSeconds: 60,
    });
    filler.allow(
      ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
      Object.values(this.secretArns),
    );
    new CustomResource(this, "Filled", {
      resourceType: "Custom::LatchkeySecrets",
      serviceToken: filler.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { secretIds: this.secretArns },
    });
  }
}
