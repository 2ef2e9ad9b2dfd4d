import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { deploymentPlan, optionOf, stageOf } from "../../bin/deploy/plan.ts";
import { hasStood } from "../../bin/deploy/standing.ts";
import { FIRST_DEPLOYMENT } from "../../lib/first-deployment.ts";
import { type AwsEndpoint, queryFault, queryResult, startAwsEndpoint } from "../unit/aws-endpoint.ts";
import { closeLater } from "../support/close-later.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { make } from "./synthesis/make.ts";
import { ofType, synthesize } from "./synthesize.ts";

async function dataStack(context: Readonly<Record<string, string>>) {
  const { stacks } = await make("makeApp", "prod", context);
  return (
    stacks["latchkey-prod-data"] ?? { template: { Description: "", Resources: {} }, isProtected: undefined }
  );
}

describe("the first deployment of a stage", () => {
  it("protects nothing that it would have to delete when it fails", async () => {
    const { template, isProtected } = await dataStack({ [FIRST_DEPLOYMENT]: "true" });
    const [table] = ofType(template, "AWS::DynamoDB::Table");
    expect(table?.Properties.DeletionProtectionEnabled).toBe(false);
    expect(isProtected).toBe(false);
  });

  it("is followed by one that does", async () => {
    const { template, isProtected } = await dataStack({});
    const [table] = ofType(template, "AWS::DynamoDB::Table");
    expect(table?.Properties.DeletionProtectionEnabled).toBe(true);
    expect(isProtected).toBe(true);
  });

  it("takes away what it made when it fails, and nothing leaves what it keeps to the next try", async () => {
    const app = await synthesize("prod", {
      settings: { signing: "kms" },
      domain: DOMAIN,
      serverClients: SERVERS,
    });
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
      ...[
        "AWS::KMS::Alias",
        "AWS::KMS::Key",
        "AWS::Logs::LogGroup",
        "AWS::SES::EmailIdentity",
        "AWS::SecretsManager::Secret",
      ],
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
    const { status, said } = await run(["--context", "stage=prod"]);
    expect(status).toBe(1);
    expect(said).toContain("- stages.prod.settings.channels.email.from: no e-mail is delivered");
    expect(said).toContain("- stages.prod.alarmEmail: no operator reads");
    expect(said).not.toMatch(/^ +at /m);
  });

  it.each(["deploy", "preflight"])("refuses port 25 before it asks AWS for anything: %s", async (command) => {
    const file = join(temporaryFolder(), "stages.json");
    const smtp = { use: "smtp", host: "mail.acme.com", port: 25 };
    const email = { from: "no-reply@acme.com", providers: [smtp] };
    writeFileSync(file, JSON.stringify({ prod: { settings: { channels: { email } } } }));
    const words = command === "deploy" ? ["--context", "stage=prod"] : ["--stage", "prod"];
    const { status, said } = await run(words, command, { LATCHKEY_STAGES: file });
    expect(status).toBe(1);
    expect(said).toMatch(/providers\.0\.port: .*25/);
    expect(said).not.toMatch(/^ +at /m);
  });

  it("refuses a stage that is not there, without a stack trace", async () => {
    const { status, said } = await run(["--context", "stage=prd"]);
    expect(status).toBe(1);
    expect(said).toMatch(/^There is no stage "prd" in cdk\.json\./);
    expect(said).not.toMatch(/^ +at /m);
  });
});

function run(
  words: readonly string[],
  command = "deploy",
  env: Readonly<Record<string, string>> = {},
): Promise<{ status: number; said: string }> {
  const file = join(import.meta.dirname, `../../bin/${command}.ts`);
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [file, ...words],
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) =>
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
    closeLater("the client of CloudFormation", () => client.destroy());
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
