import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";
import { smokeCases } from "../../bin/smoke/cases.ts";
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
      ...["cloudformation:DescribeStacks", "cloudwatch:GetMetricData", "dynamodb:GetItem"],
      ...["execute-api:Invoke", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sts:AssumeRole"],
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

  it("may look at what smoke looks at after a deployment, but for the key of all partitions and what is about persons", () => {
    const granted = actions[0]?.flatMap(({ Action }) => Action) ?? [];
    const needed = [...new Set(smokeCases.flatMap(({ needs = [] }) => needs))];
    expect(needed.filter((action) => !granted.includes(action))).toEqual([
      "secretsmanager:GetSecretValue",
      "dynamodb:Query",
    ]);
    const queues = actions[0]?.find(({ Action }) => Action.includes("sqs:GetQueueUrl"))?.Resource;
    expect(JSON.stringify(queues)).toMatch(/:sqs:.*:latchkey-\*"/);
    const unbound = actions[0]?.filter(({ Resource }) => Resource === "*").flatMap(({ Action }) => Action);
    expect(unbound).toEqual(["cloudwatch:GetMetricData"]);
  });

  it("leave out of smoke's questions to AWS only one whose answer it does without", () => {
    const source = readFileSync(join(import.meta.dirname, "../../bin/smoke/stage.ts"), "utf8");
    const asked = [...source.matchAll(/new (\w+)Command\(/g)].map(([, name = ""]) => name);
    const named = smokeCases.flatMap(({ needs = [] }) => needs.map((action) => action.split(":")[1]));
    expect(asked.filter((name) => !named.includes(name))).toEqual(["DescribeStacks", "DescribeSecret"]);
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
