import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { REGISTERED } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { SIGNING_KEYS, type SignedApi, startSignedApi } from "../../support/signed-api.ts";
import { startServer } from "../../support/start-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Each run of the command starts a process. */
jest.setTimeout(120_000);

/** Where the stage is, and not where the environment says. */
const REGION = "eu-west-1";
const ELSEWHERE = "us-east-1";

const folder = temporaryFolder();
/** Two parts, of a hundred lines and of the rest. */
const LINES = 101;

let service: TestService;
let api: SignedApi;
let environment: Readonly<Record<string, string>>;
const asked: string[] = [];
beforeAll(async () => {
  // Ids of acts begin with the time of who calls.
  service = await startTestService(REGISTERED, { systemClock: () => Math.floor(Date.now() / 1000) });
  api = await startSignedApi(service.url, REGION);
  const { url } = await startServer("CloudFormation", ({ headers: { authorization = "" } }, outgoing) => {
    asked.push(/Credential=[^/]+\/\d+\/([^/]+)/.exec(authorization)?.[1] ?? "");
    const output = `<Outputs><member><OutputKey>ApiUrl</OutputKey><OutputValue>${api.url}/</OutputValue></member></Outputs>`;
    const stack = `<Stacks><member><StackName>s</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>${output}</member></Stacks>`;
    outgoing.writeHead(200, { "content-type": "text/xml" });
    outgoing.end(
      `<DescribeStacksResponse><DescribeStacksResult>${stack}</DescribeStacksResult></DescribeStacksResponse>`,
    );
  });
  const admins = [{ arn: "arn:aws:iam::111122223333:role/owners", role: "owner" }];
  const channels = { email: { from: "no-reply@acme.com", providers: ["ses"] } };
  const stages = join(folder, "stages.json");
  const dev = { env: { account: "111122223333", region: REGION }, settings: { channels, desk: { admins } } };
  writeFileSync(stages, JSON.stringify({ dev }));
  environment = {
    LATCHKEY_STAGES: stages,
    AWS_REGION: ELSEWHERE,
    AWS_ACCESS_KEY_ID: SIGNING_KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SIGNING_KEYS.secretAccessKey,
    AWS_ENDPOINT_URL_CLOUDFORMATION: url,
  };
});
beforeEach(() => {
  api.calls.length = 0;
  asked.length = 0;
});

function run(more: Readonly<Record<string, string>>, ...args: string[]) {
  const script = join(import.meta.dirname, "../../../bin/desk.ts");
  const env = { PATH: process.env.PATH, ...environment, ...more };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [script, ...args, "--stage", "dev"], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, stdout, stderr }),
    );
  });
}
const desk = (...args: string[]) => run({}, ...args);

/** A file of customers whose ids begin so, and how many of them are registered. */
function fileOf(prefix: string): string {
  const path = join(folder, `${prefix}.csv`);
  const lines = Array.from({ length: LINES }, (_, at) => `${prefix}-${at},${prefix}${at}@file.example`);
  writeFileSync(path, `id,email\n${lines.join("\n")}\n`);
  return path;
}
async function registered(prefix: string): Promise<number> {
  const found = new Set<string>();
  for (let after: unknown; ;) {
    const { body } = await act(service, "customers-export", {
      text: `${prefix}-`,
      ...(after !== undefined && { after }),
    });
    for (const { customerId } of body.customers as { readonly customerId: string }[]) found.add(customerId);
    after = body.next;
    if (after === undefined) return found.size;
  }
}
/** Acts of the audit by what they led to, of an import of customers. */
async function partsDone(): Promise<number> {
  const { body } = await act(service, "audit-list", { most: 100 });
  const acts = body.acts as Readonly<Record<string, unknown>>[];
  return acts.filter((one) => one.act === "customers-import" && "doneAt" in one).length;
}

describe("a file of customers for a deployed stage", () => {
  it("is imported once, by signed calls in the stage's own region, where an answer is lost on the way", async () => {
    const before = await partsDone();
    // Behind the look at the whole file and the first part: two tries of the second.
    api.lose(2, 2);
    const { code, stdout, stderr } = await desk("customers", "import", fileOf("a"));
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`${LINES} lines: ${LINES} registered`);
    expect(await registered("a")).toBe(LINES);
    expect((await partsDone()) - before).toBe(2);
    expect(new Set(asked)).toEqual(new Set([REGION]));
    expect(api.calls).toEqual(
      Array.from({ length: 3 + 2 }, () => ({
        ...{ path: "/prod/admin-api/customers-import", region: REGION, verdict: "taken" },
      })),
    );
  });

  it("goes on where it stopped, by the command that it tells", async () => {
    const before = await partsDone();
    const file = fileOf("c");
    // All tries of the second part.
    api.lose(3, 2);
    const { code, stderr } = await desk("customers", "import", file);
    expect(code).toBe(1);
    const [, told = ""] = /Go on with: npm run desk -- (.*)/.exec(stderr) ?? [];
    expect(told).toMatch(/^customers import \S+ --id \S+ --stage dev$/);
    const again = await desk(...told.replace(" --stage dev", "").split(" "));
    expect([again.code, again.stdout]).toEqual([
      0,
      expect.stringContaining(`${LINES} lines: ${LINES} registered`),
    ]);
    expect(await registered("c")).toBe(LINES);
    expect((await partsDone()) - before).toBe(2);
  });

  it("is refused where the credentials are another's", async () => {
    const { code, stderr } = await run(
      { AWS_SECRET_ACCESS_KEY: "another" },
      ...["customers", "import", fileOf("d")],
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining("It is not allowed")]);
    expect(await registered("d")).toBe(0);
  });
});
