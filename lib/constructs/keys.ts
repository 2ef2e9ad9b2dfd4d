import { CustomResource, Duration, RemovalPolicy } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnRotationSchedule, CfnSecret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { ROTATION_VARIABLES } from "../../functions/config.ts";
import { ROTATING_SECRETS, type SecretName } from "../../functions/routes.ts";
import { type FunctionStage, StageFunction } from "./function.ts";

/** Which secret is which, for whoever finds it in the console. */
const DESCRIPTIONS: Readonly<Record<SecretName, string>> = {
  recipient:
    "Latchkey: names recipients in the table and in tokens. Never change it: nobody would be found again.",
  passcode: "Latchkey: the keys that passcodes are derived from.",
  cookie: "Latchkey: the keys of session tokens, and of forms on the pages.",
  signing: "Latchkey: the private keys that sign tokens.",
};

/**
 * The stage's secrets. They are made empty; a function fills them at the first deployment, so no template holds a key.
 * Another one rotates them.
 */
export class Keys extends Construct {
  readonly secretArns: Readonly<Record<SecretName, string>>;
  /** Rotates passcode, cookie and signing keys; while it fails, old keys stay in use. */
  readonly rotator: StageFunction;

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
    const filled = this.fill(props);
    this.rotator = this.rotate(props, filled);
  }

  private fill(props: FunctionStage): CustomResource {
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
    return new CustomResource(this, "Filled", {
      resourceType: "Custom::LatchkeySecrets",
      serviceToken: filler.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { secretIds: this.secretArns },
    });
  }

  private rotate(props: FunctionStage, filled: CustomResource): StageFunction {
    const arns = ROTATING_SECRETS.map((name) => this.secretArns[name]);
    const rotator = new StageFunction(this, "Rotator", {
      ...props,
      handler: "rotate-secrets",
      description: "Rotates the passcode, cookie and signing keys, or revokes keys that have leaked",
      environment: Object.fromEntries(
        ROTATING_SECRETS.map((name) => [ROTATION_VARIABLES[name], this.secretArns[name]]),
      ),
      timeoutSeconds: 60,
    });
    rotator.allow(
      ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"].map(
        (action) => `secretsmanager:${action}`,
      ),
      arns,
    );
    for (const name of ROTATING_SECRETS) {
      const invocation = `${name}Rotation`;
      rotator.function.addPermission(invocation, {
        principal: new ServicePrincipal("secretsmanager.amazonaws.com"),
        sourceArn: this.secretArns[name],
      });
      const schedule = new CfnRotationSchedule(this, invocation, {
        secretId: this.secretArns[name],
        rotationLambdaArn: rotator.function.functionArn,
        rotationRules: { automaticallyAfterDays: props.config.rotationDays },
        // The first next key is as young as its secret.
        rotateImmediatelyOnUpdate: false,
      });
      // A new schedule is tried out at once, on a secret that has to be filled.
      schedule.node.addDependency(filled, rotator);
    }
    return rotator;
  }
}
