import { execFile } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { functionNamed, permissionsOf } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const prod = await synthesize("prod", {}, { bundled: true });
const dev = await synthesize("dev", { rotationDays: 7 });
const ROTATING = ["cookie", "form", "passcode", "signing"];

interface Schedule {
  readonly SecretId: unknown;
  readonly RotationLambdaARN: unknown;
  readonly RotationRules: unknown;
  readonly RotateImmediatelyOnUpdate: unknown;
}

function schedulesOf(app: typeof prod) {
  const found = ofType(app.data, "AWS::SecretsManager::RotationSchedule");
  return found
    .map(({ Properties }) => Properties as unknown as Schedule)
    .map((schedule) => ({
      secret: nameOf(schedule.SecretId, app.data, app),
      by: nameOf(schedule.RotationLambdaARN, app.data, app),
      rules: schedule.RotationRules,
      atOnce: schedule.RotateImmediatelyOnUpdate,
    }))
    .sort((a, b) => a.secret.localeCompare(b.secret));
}

describe("every secret but the one that names recipients", () => {
  it("is rotated every thirty days, and not while its first next key is young", () => {
    expect(schedulesOf(prod)).toEqual(
      ROTATING.map((name) => ({
        secret: `latchkey/prod/${name}`,
        by: "latchkey-prod-rotate-secrets",
        rules: { AutomaticallyAfterDays: 30 },
        atOnce: false,
      })),
    );
  });

  it("is rotated as often as the stage says", () => {
    expect(schedulesOf(dev).map(({ rules }) => rules)).toEqual(
      ROTATING.map(() => ({ AutomaticallyAfterDays: 7 })),
    );
  });

  it("has its schedule tried out only when it is filled and the function may be invoked and may act", () => {
    const resources = Object.entries(prod.data.Resources);
    const ids = (...types: string[]) =>
      resources.filter(([, { Type }]) => types.includes(Type)).map(([id]) => id);
    const permissions = ids("AWS::Lambda::Permission");
    expect(permissions).toHaveLength(4);
    for (const schedule of ofType(prod.data, "AWS::SecretsManager::RotationSchedule"))
      expect((schedule as unknown as { DependsOn: string[] }).DependsOn).toEqual(
        expect.arrayContaining([...ids("Custom::LatchkeySecrets"), ...permissions]),
      );
    const rotator = resources.find(
      ([, { Properties }]) => Properties.FunctionName === "latchkey-prod-rotate-secrets",
    )?.[1] as unknown as { DependsOn: string[] };
    expect(rotator.DependsOn.filter((id) => ids("AWS::IAM::Policy").includes(id))).toHaveLength(1);
  });
});

describe("the function that rotates", () => {
  it("may do the four things that a rotation takes on those four secrets, may write down public halves, and nothing else", () => {
    const actions = ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"];
    expect(permissionsOf(prod, prod.data, "latchkey-prod-rotate-secrets")).toEqual([
      "logs:CreateLogStream on its log group",
      "logs:PutLogEvents on its log group",
      ...actions.flatMap((action) =>
        [...ROTATING, ...(/^[GP].*Value$/.test(action) ? ["verifying"] : [])].map(
          (name) => `secretsmanager:${action} on latchkey/prod/${name}`,
        ),
      ),
    ]);
  });

  it("is invoked by Secrets Manager for those three secrets, and by no other service", () => {
    const permissions = ofType(prod.data, "AWS::Lambda::Permission").map(({ Properties }) => [
      Properties.Principal,
      Properties.Action,
      nameOf(Properties.FunctionName, prod.data, prod),
      nameOf(Properties.SourceArn, prod.data, prod),
    ]);
    expect(permissions.sort()).toEqual(
      ROTATING.map((name) => [
        "secretsmanager.amazonaws.com",
        "lambda:InvokeFunction",
        "latchkey-prod-rotate-secrets",
        `latchkey/prod/${name}`,
      ]),
    );
  });
});

describe("the bundle of the function that rotates", () => {
  it("starts with its three variables, and not without them", async () => {
    const file = prod.bundles.get("rotate-secrets")!;
    const bundle = JSON.stringify(file);
    const check = `import(${bundle}).then(({ handler }) => process.exit(typeof handler === "function" ? 0 : 3))`;
    const start = (variables: object) =>
      new Promise<string>((resolve) => {
        const env = { AWS_LAMBDA_FUNCTION_NAME: "rotate", AWS_REGION: "eu-central-1", ...variables };
        execFile(process.execPath, ["--eval", check], { env }, (error, _stdout, stderr) =>
          resolve(error === null ? "starts" : stderr),
        );
      });
    const { Environment } = functionNamed(prod.data, "latchkey-prod-rotate-secrets").Properties as {
      readonly Environment: { readonly Variables: object };
    };
    const names = Object.keys(Environment.Variables);
    expect(names.sort()).toEqual([
      "SECRET_ID_COOKIE",
      "SECRET_ID_FORM",
      "SECRET_ID_PASSCODE",
      "SECRET_ID_SIGNING",
      "SECRET_ID_VERIFYING",
    ]);
    expect(await start(Object.fromEntries(names.map((name) => [name, "arn"])))).toBe("starts");
    expect(await start({ SECRET_ID_COOKIE: "arn" })).toContain("SECRET_ID_PASSCODE: is not set");
  });
});
