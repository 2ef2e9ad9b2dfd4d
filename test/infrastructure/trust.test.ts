import { describe, expect, it } from "@jest/globals";
import { ofType, synthesize } from "./synthesize.ts";

const OWN = { StringEquals: { "aws:SourceAccount": "111122223333" } };

describe.each([
  ["prod", await synthesize("prod")],
  ["dev", await synthesize("dev")],
] as const)("the roles of the stage %s", (stage, app) => {
  const roles = [...app.templates.values()].flatMap((template) => ofType(template, "AWS::IAM::Role"));
  const trusted = roles.flatMap(({ Properties }) => {
    const { Statement } = Properties.AssumeRolePolicyDocument as {
      readonly Statement: readonly { readonly Principal: { readonly Service: string } }[];
    };
    return Statement;
  });

  it("are taken on by services of AWS for this account alone", () => {
    const open = trusted.filter(({ Principal }) => Principal.Service === "apigateway.amazonaws.com");
    // One for all APIs of the account, and AWS documents no condition for it: see docs/aws-assumptions.md.
    expect(open).toHaveLength(1);
    const ours = trusted.filter((statement) => !open.includes(statement));
    expect(ours.length).toBeGreaterThan(10);
    for (const statement of ours) expect(statement).toMatchObject({ Condition: OWN });
  });

  it("are those of functions, deployments and logs", () => {
    const services = new Set(trusted.map(({ Principal }) => Principal.Service));
    expect([...services].sort()).toEqual(
      stage === "prod"
        ? [
            "apigateway.amazonaws.com",
            "codedeploy.amazonaws.com",
            "lambda.amazonaws.com",
            "sns.amazonaws.com",
          ]
        : ["apigateway.amazonaws.com", "lambda.amazonaws.com"],
    );
  });
});

describe("what Secrets Manager may invoke", () => {
  it("is invoked for this account's secrets", async () => {
    const permissions = ofType((await synthesize("prod")).data, "AWS::Lambda::Permission").filter(
      ({ Properties }) => Properties.Principal === "secretsmanager.amazonaws.com",
    );
    expect(permissions.length).toBeGreaterThan(0);
    for (const { Properties } of permissions)
      expect(Properties).toMatchObject({
        SourceAccount: "111122223333",
        SourceArn: expect.anything() as unknown,
      });
  });
});
