import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { deploymentPlan, optionOf, stageOf } from "../../bin/deploy/plan.ts";
import { hasStood } from "../../bin/deploy/standing.ts";
import { addStage } from "../../lib/add-stage.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { type AwsEndpoint, queryFault, queryResult, startAwsEndpoint } from "../unit/aws-endpoint.ts";
import { cdkJson } from "./cdk-json.ts";
import { ofType, synthesize, type TemplateJson } from "./synthesize.ts";

function dataStack(firstDeployment: boolean) {
  const app = new App({ context: cdkJson.context, builtinCloudFormationValidation: false });
  const config = parseStage(cdkJson.context.stages, "prod");
  addStage(app, "prod", config, () => Code.fromInline("export {};"), { firstDeployment });
  const { template, terminationProtection } = app.synth().getStackByName("latchkey-prod-data");
  return { template: template as TemplateJson, terminationProtection };
}

describe("the first deployment of a stage", () => {
  it("protects nothing that it would have to delete when it fails", () => {
    const { template, terminationProtection } = dataStack(true);
    const [table] = ofType(template, "AWS::DynamoDB::Table");
    expect(table?.Properties.DeletionProtectionEnabled).toBe(false);
    expect(terminationProtection).toBe(false);
  });

  it("is followed by one that does", () => {
    const { template, terminationProtection } = dataStack(false);
    const [table] = ofType(template, "AWS::DynamoDB::Table");
    expect(table?.Properties.DeletionProtectionEnabled).toBe(true);
    expect(terminationProtection).toBe(true);
  });

  it("takes away what it made when it fails, and nothing leaves what it keeps to the next try", () => {
    const app = synthesize("prod", { settings: { signing: "kms" }, domain: DOMAIN, serverClients: SERVERS });
    const kept = [...app.templates.values()].flatMap(({ Resources }) => Object.values(Resources));
    // How API Gateway writes logs in this account has no name of ours, and other APIs need it.
    const shared = kept.filter(({ DeletionPolicy }) => DeletionPolicy === "Retain").map(({ Type }) => Type);
    expect(shared.sort()).toEqual(["AWS::ApiGateway::Account", "AWS::IAM::Role"]);
    const staying = kept
      .filter(({ DeletionPolicy }) => DeletionPolicy === "RetainExceptOnCreate")
      .map(({ Type, UpdateReplacePolicy }) => {
        expect([Type, UpdateReplacePolicy]).toEqual([Type, "Retain"]);
        return Type;
      });
    expect([...new Set(staying)].sort()).toEqual([
      ...["AWS::ApiGateway::ApiKey", "AWS::ApiGateway::DomainName", "AWS::DynamoDB::Table"],
      ...["AWS::KMS::Key", "AWS::Logs::LogGroup", "AWS::SES::EmailIdentity", "AWS::SecretsManager::Secret"],
    ]);
  });
});

const DOMAIN = {
  name: "id.example.com",
  certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/11111111-2222",
};
const SERVERS = { requestsPerSecond: 5, burst: 10, requestsPerDay: 1000 };

describe("npm run deploy", () => {
  const words = ["--context", "stage=prod", "--require-approval", "never"];

  it("protects a new stage once it stands", () => {
    expect(deploymentPlan({ stage: "prod", stands: false, words })).toEqual([
      ["deploy", "--all", ...words, "--context", "firstDeployment=true"],
      ["deploy", "latchkey-prod-data", "--exclusively", ...words],
    ]);
  });

  it("deploys a stage that stands once, protected all the time", () => {
    expect(deploymentPlan({ stage: "prod", stands: true, words })).toEqual([["deploy", "--all", ...words]]);
  });

  it.each([
    [["--context", "stage=prod"], "prod"],
    [["--context=stage=prod"], "prod"],
    [["-c", "other=1", "-c", "stage=prod"], "prod"],
    [["--profile", "stage=prod"], "dev"],
    [[], "dev"],
  ])("knows the stage that %j names", (given, stage) => {
    expect(stageOf(given, "dev")).toBe(stage);
  });

  it("knows the profile in either spelling", () => {
    expect(optionOf(["--profile", "owner"], "profile")).toBe("owner");
    expect(optionOf(["--profile=owner"], "profile")).toBe("owner");
    expect(optionOf(words, "profile")).toBeUndefined();
  });

  it("refuses prod as cdk.json ships it, with the places, and without a stack trace", async () => {
    const { status, said } = await run("--context", "stage=prod");
    expect(status).toBe(1);
    expect(said).toContain("- stages.prod.settings.channels.email.from: no e-mail is delivered");
    expect(said).toContain("- stages.prod.alarmEmail: no operator reads");
    expect(said).not.toMatch(/^ +at /m);
  });

  it("refuses a stage that is not there, without a stack trace", async () => {
    const { status, said } = await run("--context", "stage=prd");
    expect(status).toBe(1);
    expect(said).toMatch(/^There is no stage "prd" in cdk\.json\./);
    expect(said).not.toMatch(/^ +at /m);
  });
});

function run(...words: readonly string[]): Promise<{ status: number; said: string }> {
  const file = join(import.meta.dirname, "../../bin/deploy.ts");
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...words], (error, stdout, stderr) =>
      resolve({ status: typeof error?.code === "number" ? error.code : 0, said: `${stdout}${stderr}` }),
    );
  });
}

describe("whether a stage has stood", () => {
  let aws: AwsEndpoint;
  let client: CloudFormationClient;
  beforeAll(async () => {
    aws = await startAwsEndpoint();
    client = new CloudFormationClient(aws.client);
  });
  afterAll(() => {
    client.destroy();
    return aws.close();
  });
  const answer = (status: string) => {
    aws.answer = () =>
      queryResult(
        "DescribeStacks",
        `<Stacks><member><StackName>s</StackName><StackStatus>${status}</StackStatus></member></Stacks>`,
      );
  };

  it.each([
    ["CREATE_COMPLETE", true],
    ["UPDATE_COMPLETE", true],
    ["UPDATE_ROLLBACK_COMPLETE", true],
    ["UPDATE_IN_PROGRESS", true],
    ["IMPORT_COMPLETE", true],
    ["ROLLBACK_COMPLETE", false],
    ["ROLLBACK_FAILED", false],
    ["REVIEW_IN_PROGRESS", false],
    ["DELETE_FAILED", false],
  ])("is told by its state: %s", async (status, stood) => {
    answer(status);
    expect(await hasStood(client, "s")).toBe(stood);
  });

  it("is no where there is no stack", async () => {
    aws.answer = () => queryFault("ValidationError", 400, "Stack with id s does not exist");
    expect(await hasStood(client, "s")).toBe(false);
  });

  it("is not guessed where CloudFormation says no", async () => {
    aws.answer = () => queryFault("AccessDenied", 403);
    await expect(hasStood(client, "s")).rejects.toThrow();
  });
});
