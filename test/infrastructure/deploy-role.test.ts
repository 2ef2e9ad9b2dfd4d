import { describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";
import { ACTS_OF_DROPPING } from "../../bin/deploy/drop-live.ts";
import { deployRoleSchema } from "../../lib/deploy-role-stack.ts";
import { make } from "./synthesis/make.ts";
import { ofType } from "./synthesize.ts";

const { template, findings } = await make("makeDeployRole");
const trusts = ofType(template, "AWS::IAM::Role").map(({ Properties }) => {
  const { Statement } = Properties.AssumeRolePolicyDocument as { readonly Statement: readonly object[] };
  return Statement;
});
const actions = ofType(template, "AWS::IAM::Policy").map(({ Properties }) => {
  const { Statement } = Properties.PolicyDocument as {
    readonly Statement: readonly {
      readonly Action: string | readonly string[];
      readonly Resource: unknown;
    }[];
  };
  return Statement;
});

describe("the pipeline's roles", () => {
  it("trust the workflows of one branch, and the pull requests, of one repository", () => {
    const trust = (subject: string) => [
      expect.objectContaining({
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": `repo:owner/latchkey:${subject}`,
          },
        },
      }),
    ];
    expect(trusts).toEqual([trust("ref:refs/heads/main"), trust("pull_request")]);
  });

  it("may assume what cdk bootstrap made, read stacks, and take live changes back; pull requests read alone", () => {
    const [deploy, diff] = actions.map((statements) => statements.flatMap(({ Action }) => Action).sort());
    expect(deploy).toEqual([
      ...["cloudformation:DescribeStacks", "dynamodb:GetItem", "execute-api:Invoke", "sts:AssumeRole"],
    ]);
    expect(diff).toEqual(
      ["DescribeStacks", "GetTemplate", "ListStackResources"].map((action) => `cloudformation:${action}`),
    );
    const assumed = JSON.stringify(actions[0]?.find(({ Action }) => Action === "sts:AssumeRole")?.Resource);
    expect(assumed.match(/cdk-hnb659fds-[a-z-]+-role/g)).toEqual([
      "cdk-hnb659fds-deploy-role",
      "cdk-hnb659fds-file-publishing-role",
      "cdk-hnb659fds-lookup-role",
    ]);
    expect(assumed).not.toContain("*");
  });

  it("may call of the desk what a deployment asks for and takes back, and no other act", () => {
    const called = actions[0]?.find(({ Action }) => Action === "execute-api:Invoke")?.Resource;
    const paths = (called as readonly unknown[]).map(
      (one) => /\*\/\*\/(.*?)"/.exec(JSON.stringify(one))?.[1],
    );
    expect(paths).toEqual(ACTS_OF_DROPPING.map((name) => `POST/admin-api/${name}`));
  });

  it("keep AWS's good practices", () => {
    expect(findings).toEqual([]);
  });

  it.each([{ repository: "owner/*" }, { repository: "owner" }, { repository: "owner/name", branch: "*" }])(
    "are not made for %j",
    (context) => {
      expect(z.safeParse(deployRoleSchema, context).success).toBe(false);
    },
  );
});
