import { describe, expect, it } from "@jest/globals";
import { permissionsOf } from "./permissions.ts";
import { ofType, synthesize } from "./synthesize.ts";

const off = await synthesize("prod");
const on = await synthesize("prod", {
  settings: { factors: { push: { contact: "mailto:ops@example.com" } } },
});

type Stage = typeof on;

function templateOf(stage: Stage, functionName: string) {
  return [...stage.templates.values()].find((one) =>
    ofType(one, "AWS::Lambda::Function").some(({ Properties }) => Properties.FunctionName === functionName),
  );
}

/** What a function may do, but for its logs. */
function granted(stage: Stage, name: string): string[] {
  const functionName = `latchkey-prod-${name}`;
  const template = templateOf(stage, functionName);
  return template
    ? permissionsOf(stage, template, functionName).filter((grant) => !/logs:|xray:/.test(grant))
    : [];
}

function variablesOf(stage: Stage, name: string): string[] {
  const functionName = `latchkey-prod-${name}`;
  const [made] = ofType(templateOf(stage, functionName)!, "AWS::Lambda::Function").filter(
    ({ Properties }) => Properties.FunctionName === functionName,
  );
  return Object.keys((made?.Properties.Environment as { readonly Variables: object }).Variables);
}

const named = (stage: Stage, type: string, property: string) =>
  [...stage.templates.values()].flatMap((one) =>
    ofType(one, type).map(({ Properties }) => Properties[property]),
  );

const inSubjects = (stage: Stage, name: string) =>
  granted(stage, name).flatMap((grant) => (grant.includes("subject#") ? (/^[\w:]+/.exec(grant) ?? []) : []));

describe("a stage without notifications", () => {
  it("has no function, queue or secret of theirs, and its request reads no subject", () => {
    expect(templateOf(off, "latchkey-prod-notifications")).toBeUndefined();
    expect(templateOf(off, "latchkey-prod-deliver-code-push")).toBeUndefined();
    expect(named(off, "AWS::SQS::Queue", "QueueName")).not.toContain("latchkey-prod-push");
    expect(named(off, "AWS::SecretsManager::Secret", "Name")).not.toContain("latchkey/prod/push");
    expect([...inSubjects(off, "request"), ...inSubjects(off, "dispatch")]).toEqual([]);
  });
});

describe("a stage with notifications", () => {
  it("has one secret more, which two functions read, and no rotation", () => {
    expect(named(on, "AWS::SecretsManager::Secret", "Name")).toContain("latchkey/prod/push");
    const readers = [
      "notifications",
      "deliver-code-push",
      "deliver-code-email",
      "request",
      "dispatch",
      "verify",
    ].filter((name) => variablesOf(on, name).includes("SECRET_ID_PUSH"));
    expect(readers).toEqual(["notifications", "deliver-code-push"]);
    const rotated = JSON.stringify(named(on, "AWS::SecretsManager::RotationSchedule", "SecretId"));
    expect(rotated).not.toMatch(/push/i);
  });

  it("has a deliverer that reads and changes whose browsers they are, and no other subject's business", () => {
    const grants = granted(on, "deliver-code-push");
    expect(grants.filter((one) => one.startsWith("dynamodb:")).map((one) => one.split(" if ")[0])).toEqual([
      "dynamodb:GetItem on latchkey-prod",
      "dynamodb:UpdateItem on latchkey-prod",
    ]);
    expect(inSubjects(on, "deliver-code-push")).toEqual(["dynamodb:GetItem", "dynamodb:UpdateItem"]);
    expect(inSubjects(on, "deliver-code-email")).toEqual([]);
    expect(variablesOf(on, "deliver-code-push").filter((name) => /SECRET|QUEUE/.test(name))).toEqual([
      "QUEUE_URL_PUSH",
      "SECRET_ID_PASSCODE",
      "SECRET_ID_PUSH",
    ]);
  });

  it("has one function of addresses for them, and others read no more than before but whom a code is for", () => {
    expect(inSubjects(on, "notifications")).toEqual([
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
    ]);
    expect(inSubjects(on, "request")).toEqual(["dynamodb:GetItem"]);
    expect(inSubjects(on, "dispatch")).toEqual(expect.arrayContaining(["dynamodb:UpdateItem"]));
    expect(inSubjects(on, "verify")).toEqual([]);
    expect(variablesOf(on, "dispatch")).toContain("QUEUE_URL_PUSH");
  });
});
