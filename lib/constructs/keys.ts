import { CustomResource, Duration, RemovalPolicy } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { CfnRotationSchedule, CfnSecret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { ROTATION_VARIABLES } from "../../functions/config.ts";
import { ROTATING_SECRETS, type SecretName } from "../../functions/routes.ts";
import { needsCredentials } from "../../functions/settings.ts";
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
export class KeySecrets extends Construct {
  readonly secretArns: Readonly<Partial<Record<SecretName, string>>>;
  /** The KMS keys that sign tokens, in the order of the configuration; none where the signing secret does. */
  readonly signingKeyArns: readonly string[];
  /** What the owner's providers log in with, where one of them does. */
  readonly providersArn: string | undefined;
  /** Rotates passcode, cookie and signing keys; while it fails, old keys stay in use. */
  readonly rotator: StageFunction;

  constructor(scope: Construct, id: string, props: FunctionStage) {
    super(scope, id);
    const { removeDataOnDestroy, settings, kmsSigningKeys } = props.config;
    const removalPolicy = removeDataOnDestroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const kms = settings.signing === "kms";
    const secrets = Object.entries(DESCRIPTIONS).filter(([name]) => !(kms && name === "signing"));
    const arns = secrets.map(([name, description]) => {
      const secret = new CfnSecret(this, name, { name: `latchkey/${props.stage}/${name}`, description });
      secret.applyRemovalPolicy(removalPolicy);
      return [name, secret.ref] as const;
    });
    this.secretArns = Object.fromEntries(arns);
    this.signingKeyArns = (kms ? kmsSigningKeys : []).map(
      (name) =>
        new Key(this, `signing-${name}`, {
          alias: `latchkey/${props.stage}/signing-${name}`,
          description: `Latchkey (${props.stage}): signs tokens, under the name "${name}"`,
          keySpec: KeySpec.RSA_2048,
          keyUsage: KeyUsage.SIGN_VERIFY,
          removalPolicy,
        }).keyArn,
    );
    this.providersArn = needsCredentials(settings) ? this.providersSecret(props, removalPolicy) : undefined;
    const filled = this.fill(props);
    this.rotator = this.rotate(props, filled);
  }

  /** Stays empty until the owner fills it in: nobody else knows these credentials. */
  private providersSecret({ stage }: FunctionStage, removalPolicy: RemovalPolicy): string {
    const secret = new CfnSecret(this, "providers", {
      name: `latchkey/${stage}/providers`,
      description:
        'Latchkey: what its providers of e-mail and texts log in with, as JSON: {"twilio": {"accountSid": ..., "authToken": ...}}',
    });
    secret.applyRemovalPolicy(removalPolicy);
    return secret.ref;
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
    const rotating = ROTATING_SECRETS.flatMap((name) => {
      const arn = this.secretArns[name];
      return arn === undefined ? [] : [{ name, arn }];
    });
    const rotator = new StageFunction(this, "Rotator", {
      ...props,
      handler: "rotate-secrets",
      description: "Rotates the passcode, cookie and signing keys, or revokes keys that have leaked",
      environment: Object.fromEntries(rotating.map(({ name, arn }) => [ROTATION_VARIABLES[name], arn])),
      timeoutSeconds: 60,
    });
    rotator.allow(
      ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"].map(
        (action) => `secretsmanager:${action}`,
      ),
      rotating.map(({ arn }) => arn),
    );
    for (const { name, arn } of rotating) {
      const invocation = `${name}Rotation`;
      rotator.function.addPermission(invocation, {
        principal: new ServicePrincipal("secretsmanager.amazonaws.com"),
        sourceArn: arn,
      });
      const schedule = new CfnRotationSchedule(this, invocation, {
        secretId: arn,
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
