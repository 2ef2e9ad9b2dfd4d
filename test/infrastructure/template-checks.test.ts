import { describe, expect, it } from "@jest/globals";
import { synthesize, type TemplateJson } from "./synthesize.ts";
import { problemsOf } from "./template-checks.ts";

const { templates } = await synthesize("prod");
const SERVICE = "latchkey-prod-service";

type Draft = Record<
  string,
  { Type: string; Properties: Record<string, unknown>; DependsOn?: string[] | undefined }
>;

/** What is found after something was broken on purpose. */
function foundAfter(
  breaking: (resources: Draft, find: (type: string, part?: string) => string) => void,
): string[] {
  const broken: Map<string, TemplateJson> = structuredClone(new Map(templates));
  const resources = broken.get(SERVICE)?.Resources as unknown as Draft;
  breaking(resources, (type, part = "") => {
    const [id = ""] =
      Object.entries(resources).find(([name, one]) => one.Type === type && name.includes(part)) ?? [];
    expect(resources[id]).toBeDefined();
    return id;
  });
  return problemsOf(broken);
}
const properties = (resources: Draft, id: string) => resources[id]?.Properties ?? {};

describe("the look at templates", () => {
  it("finds nothing where nothing is wrong", () => {
    expect(problemsOf(templates)).toEqual([]);
  });

  it.each<[what: string, found: RegExp, breaking: Parameters<typeof foundAfter>[0]]>([
    [
      "a qualifier that is no alias's",
      /has the qualifier \$LATEST of \w+, which has live$/,
      (all, find) => {
        properties(all, find("AWS::Lambda::EventInvokeConfig")).Qualifier = "$LATEST";
      },
    ],
    [
      "an alias in a function's name",
      /names no function by its own name$/,
      (all, find) => {
        properties(all, find("AWS::Lambda::EventInvokeConfig")).FunctionName = {
          Ref: find("AWS::Lambda::Alias"),
        };
      },
    ],
    [
      "an alias of another function's version",
      /serves a version of another function$/,
      (all, find) => {
        properties(all, find("AWS::Lambda::Alias", "verify")).FunctionVersion = {
          "Fn::GetAtt": [find("AWS::Lambda::Version", "dispatch"), "Version"],
        };
      },
    ],
    [
      "a reference into nothing",
      /refers to Nowhere, which is not there$/,
      (all, find) => {
        properties(all, find("AWS::SQS::Queue")).RedrivePolicy = { to: { "Fn::GetAtt": ["Nowhere", "Arn"] } };
      },
    ],
    [
      "an output that is not there",
      /reads latchkey-prod-data\.Nothing, which is not there$/,
      (all, find) => {
        properties(all, find("AWS::SQS::Queue")).KmsMasterKeyId = {
          "Fn::GetStackOutput": { StackName: "latchkey-prod-data", OutputName: "Nothing" },
        };
      },
    ],
    [
      "a role that is open to any account",
      /is open to sns\.amazonaws\.com for any account$/,
      (all, find) => {
        const { AssumeRolePolicyDocument } = properties(all, find("AWS::IAM::Role", "TextLogs")) as {
          AssumeRolePolicyDocument: { Statement: { Condition?: object }[] };
        };
        for (const statement of AssumeRolePolicyDocument.Statement) delete statement.Condition;
      },
    ],
    [
      "a custom resource before the policy of a role that it hands on",
      /does not wait for DeliveryTextLogsRoleDefaultPolicy\w+$/,
      (all, find) => {
        const custom = all[find("Custom::LatchkeySmsAccount")];
        if (custom) custom.DependsOn = custom.DependsOn?.filter((id) => !id.includes("TextLogs"));
      },
    ],
    [
      "a filter by absence",
      /a filter has \{"exists":false\}$/,
      (all, find) => {
        properties(all, find("AWS::Lambda::EventSourceMapping", "dispatch")).FilterCriteria = {
          Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"decoy":{"BOOL":[{"exists":false}]}}}}' }],
        };
      },
    ],
    [
      "a name that is too long",
      /has 65 characters of FunctionName, and AWS takes 64$/,
      (all, find) => {
        properties(all, find("AWS::Lambda::Function")).FunctionName = "f".repeat(65);
      },
    ],
    [
      "a name that is there twice",
      /has the name of latchkey-prod-service \w+$/,
      (all, find) => {
        properties(all, find("AWS::SQS::Queue", "email")).QueueName = properties(
          all,
          find("AWS::SQS::Queue", "sms"),
        ).QueueName;
      },
    ],
    [
      "more resources than leave room",
      /has \d+ resources$/,
      (all) => {
        for (let n = 0; n < 400; n += 1) all[`Queue${n}`] = { Type: "AWS::SQS::Queue", Properties: {} };
      },
    ],
  ])("finds %s", (_what, found, breaking) => {
    const problems = foundAfter(breaking);
    expect(problems.filter((problem) => found.test(problem))).not.toEqual([]);
  });
});
