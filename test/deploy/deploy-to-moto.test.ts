import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { WINGS } from "../../functions/routes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ofType } from "../infrastructure/synthesize.ts";
import { synthesizeForMoto } from "./assembly.ts";
import { type AwsState, pathsOf, readState, stackResources } from "./aws-state.ts";
import { ACCOUNT, type Moto, motoIsHere, REGION, startMoto } from "./moto.ts";
import { leftOutLines } from "./left-out.ts";
import type { Stripped } from "./strip-template.ts";

const CDK = join(import.meta.dirname, "../../node_modules/aws-cdk/bin/cdk");
const DATA = "latchkey-prod-data";
const SERVICE = "latchkey-prod-service";

if (!motoIsHere) process.stdout.write("skipped: moto_server is not installed (pip install 'moto[server]')\n");

(motoIsHere ? describe : describe.skip)("the stage prod, as far as moto knows its resources", () => {
  const folder = temporaryFolder();
  const assembly = join(folder, "assembly");
  let moto: Moto;
  let stacks: ReadonlyMap<string, Stripped>;

  /** Runs the command line that `npm run deploy` runs. It fails on any other status than 0, with its output. */
  const cdk = (...words: readonly string[]) =>
    promisify(execFile)(process.execPath, [CDK, ...words, "--app", assembly, "--no-notices", "--ci"], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, CI: "1", ...moto.environment },
    });
  const all = (type: string) => [...stacks.values()].flatMap(({ template }) => ofType(template, type));
  const named = (type: string, property: string) =>
    all(type).map(({ Properties }) => String(Properties[property]));

  beforeAll(async () => {
    moto = await startMoto();
    stacks = synthesizeForMoto("prod", assembly);
    const report = leftOutLines(stacks.values()).map((line) => `  ${line}`);
    process.stdout.write(`This deployment does not show:\n${report.join("\n")}\n`);
    await cdk("bootstrap", `aws://${ACCOUNT}/${REGION}`);
  });

  describe("after cdk deploy", () => {
    const outputs = join(folder, "outputs.json");
    let state: AwsState;

    beforeAll(async () => {
      await cdk(
        ...["deploy", "--all", "--method", "direct", "--require-approval", "never"],
        ...["--outputs-file", outputs],
      );
      state = await readState(moto);
    });

    it.each([DATA, SERVICE])("the stack %s has made all of its resources", async (stack) => {
      const made = await stackResources(moto, stack);
      const expected = Object.keys(stacks.get(stack)!.template.Resources);
      expect([...made.keys()].sort()).toEqual(expected.sort());
    });

    it("so has each nested stack, with the functions of its wing", async () => {
      const outer = await stackResources(moto, SERVICE);
      const nested = [...stacks].filter(([name]) => name.startsWith(`${SERVICE}/`));
      // No calls are made here, no events told, and no admins named, so their wings are not there.
      const absent: string[] = ["voice", "events", "desk"] satisfies (keyof typeof WINGS)[];
      expect(nested).toHaveLength(Object.keys(WINGS).filter((wing) => !absent.includes(wing)).length);
      for (const [name, { template }] of nested) {
        const made = await stackResources(moto, outer.get(name.slice(SERVICE.length + 1)) ?? "");
        expect([...made.keys()].sort()).toEqual(Object.keys(template.Resources).sort());
        expect(ofType(template, "AWS::Lambda::Function")).not.toEqual([]);
      }
    });

    it("table, queues and functions are there by their names", () => {
      expect(state.tables).toEqual(named("AWS::DynamoDB::Table", "TableName"));
      expect(state.queues.toSorted()).toEqual(named("AWS::SQS::Queue", "QueueName").sort());
      expect(state.functions.toSorted()).toEqual(named("AWS::Lambda::Function", "FunctionName").sort());
    });

    it("the addresses of a wing are in the API beside the core's, though they stand in its nested stack", async () => {
      const paths = await pathsOf(moto, "latchkey-prod");
      expect(paths).toEqual(
        expect.arrayContaining(["/otp/request", "/otp/factor", "/otp/account/factors/totp/confirm"]),
      );
    });

    it("the API is there, and a role for each function", () => {
      expect(state.apis).toEqual(named("AWS::ApiGateway::RestApi", "Name"));
      expect(state.roles.filter((name) => name.startsWith("latchkey-prod-"))).toHaveLength(
        all("AWS::IAM::Role").length,
      );
    });

    it("tells where the service and its table are", () => {
      const told = JSON.parse(readFileSync(outputs, "utf8")) as Record<string, Record<string, string>>;
      expect(told[SERVICE]?.ApiUrl).toMatch(/^https:\/\/\S+\/prod$/);
      expect(told[DATA]?.TableName).toBe("latchkey-prod");
    });
  });

  describe("after cdk destroy", () => {
    let before: AwsState;
    let after: AwsState;

    beforeAll(async () => {
      before = await readState(moto);
      await cdk("destroy", "--all", "--force");
      after = await readState(moto);
    });

    // moto keeps REST APIs when their stack goes. The role by which API Gateway writes logs is meant to stay: other
    // stages of the account write by it too.
    it("functions, queues and roles are gone", () => {
      expect(after).toMatchObject({ functions: [], queues: [] });
      const left = after.roles.filter((name) => name.startsWith("latchkey-prod-"));
      expect(left).toEqual([expect.stringMatching(/^latchkey-prod-service-ApiRestApiCloudWatchRole/)]);
    });

    it("the table and the logs with the audit trail are still there, and those with numbers are not", () => {
      expect(before.tables).toHaveLength(1);
      expect(after.tables).toEqual(before.tables);
      expect(before.logGroups.length).toBeGreaterThan(10);
      const withNumbers = before.logGroups.filter((name) => name.startsWith("sns/"));
      expect(withNumbers).toHaveLength(2);
      expect(after.logGroups).toEqual(before.logGroups.filter((name) => !withNumbers.includes(name)));
    });
  });
});
