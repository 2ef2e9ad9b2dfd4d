import { CustomResource, Duration, Stack } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { CfnRotationSchedule, CfnSecret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { ROTATION_VARIABLES } from "../../functions/config.ts";
import { ROTATING_SECRETS, type SecretName } from "../../functions/routes.ts";
import {
  asksTurnstile,
  believes,
  callsWebhooks,
  needsCredentials,
  offersPush,
} from "../../functions/settings.ts";
import { acknowledge } from "./acknowledge.ts";
import { type FunctionStage, StageFunction } from "./function.ts";
import { removalPolicyOf } from "./removal.ts";

/** Which secret is which, for an operator who finds it in the console. */
const DESCRIPTIONS: Readonly<Record<SecretName, string>> = {
  recipient:
    "Latchkey: names recipients in the table and in tokens. Never change it: nobody would be found again.",
  passcode: "Latchkey: the keys that passcodes are derived from.",
  cookie: "Latchkey: the keys of session tokens.",
  form: "Latchkey: the keys of the pages' forms, and of apps' requests that wait for a sign-in.",
  signing: "Latchkey: the private keys that sign tokens.",
  verifying: "Latchkey: the public halves of the keys that sign tokens, and of those that did.",
  factor:
    "Latchkey: the keys that authenticators' secrets are encrypted with. Never erase one: its users would lose their second factor.",
  push: "Latchkey: the key that push services know the stage by. Never change it: browsers are bound to it, and would show no more codes.",
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
  /** The key of the owner's bot check, where it has one. */
  readonly botCheckArn: string | undefined;
  /** What calls to receivers of events are signed with, where one of them is called. */
  readonly webhooksArn: string | undefined;
  /** Rotates every key but the recipient's; while it fails, old keys stay in use. */
  readonly rotator: StageFunction;

  constructor(scope: Construct, id: string, props: FunctionStage) {
    super(scope, id);
    const { settings, kmsSigningKeys } = props.config;
    const removalPolicy = removalPolicyOf(props.config);
    const kms = believes(settings, "kms");
    // The signing secret too where KMS signs: a secret that left could not come back under its name for a month.
    const arns = Object.entries(DESCRIPTIONS).flatMap(([name, description]) => {
      if (name === "push" && !offersPush(settings)) return [];
      const secret = new CfnSecret(this, name, { name: `latchkey/${props.stage}/${name}`, description });
      secret.applyRemovalPolicy(removalPolicy);
      if (name === "verifying")
        acknowledge(
          secret,
          "Holds nothing secret: public keys, which a rotation of the signing keys writes down.",
          "SMG4",
        );
      if (name === "recipient")
        acknowledge(
          secret,
          "Names every partition and every subject: with another value, no user would be found again.",
          "SMG4",
        );
      if (name === "factor")
        acknowledge(
          secret,
          "Encrypts what lives as long as its users' authenticators: what an old key has encrypted must stay readable.",
          "SMG4",
        );
      if (name === "push")
        acknowledge(
          secret,
          "Browsers subscribe to this very key: with another one, each user would have to enrol each of them anew.",
          "SMG4",
        );
      return [[name, secret.ref] as const];
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
    this.providersArn = needsCredentials(settings)
      ? this.ownersSecret(
          props,
          "providers",
          'what its providers of e-mail and texts log in with, as JSON: {"twilio": {"accountSid": ..., "authToken": ...}}',
        )
      : undefined;
    // Apart from the providers': the function that everybody reaches reads this one alone.
    this.botCheckArn = asksTurnstile(settings)
      ? this.ownersSecret(
          props,
          "bot-check",
          'the secret key of its bot check, as JSON: {"turnstile": {"secretKey": ...}}',
        )
      : undefined;
    this.webhooksArn = callsWebhooks(settings)
      ? this.ownersSecret(
          props,
          "webhooks",
          'what calls to receivers of events are signed with, by their ids, as JSON: {"billing": "whsec_..."}, or two in a list',
        )
      : undefined;
    const filled = this.fill(props);
    this.rotator = this.rotate(props, filled);
  }

  /** Stays empty until the owner fills it in, who alone knows these credentials. */
  private ownersSecret({ stage, config }: FunctionStage, name: string, holds: string): string {
    const secret = new CfnSecret(this, name, {
      name: `latchkey/${stage}/${name}`,
      description: `Latchkey: ${holds}`,
    });
    secret.applyRemovalPolicy(removalPolicyOf(config));
    acknowledge(
      secret,
      "Holds what other companies gave the owner to log in with: only the owner can get new ones from them.",
      "SMG4",
    );
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
      description: "Rotates the passcode, cookie, form and signing keys, or revokes keys that have leaked",
      environment: {
        ...Object.fromEntries(rotating.map(({ name, arn }) => [ROTATION_VARIABLES[name], arn])),
        [ROTATION_VARIABLES.verifying]: this.secretArns.verifying ?? "",
      },
      timeoutSeconds: 60,
    });
    rotator.allow(
      ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"].map(
        (action) => `secretsmanager:${action}`,
      ),
      rotating.map(({ arn }) => arn),
    );
    rotator.allow(
      ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
      [this.secretArns.verifying ?? []].flat(),
    );
    for (const { name, arn } of rotating) {
      const invocation = `${name}Rotation`;
      rotator.function.addPermission(invocation, {
        principal: new ServicePrincipal("secretsmanager.amazonaws.com"),
        sourceArn: arn,
        sourceAccount: Stack.of(this).account,
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
