import { execFile } from "node:child_process";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { startServer } from "../../support/start-server.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Runs `npm run keys:rotate` with these arguments. */
function run(args: readonly string[], variables: Record<string, string>) {
  const script = join(import.meta.dirname, "../../../bin/rotate-keys.ts");
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [script, ...args],
      { env: { PATH: process.env.PATH, ...variables } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : 1, stdout, stderr }),
    );
  });
}

/** Each run of the command starts a process, which takes seconds on a busy machine. */
jest.setTimeout(120_000);

describe("keys:rotate on this machine", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    await service.post("/otp/verify", await service.challenge());
  });
  const here = (...args: string[]) => run(args, { PORT: new URL(service.url).port });

  it("says which keys have to wait, rotates them when they can be, and revokes them at once", async () => {
    const early = await here();
    expect(early.code).toBe(1);
    expect(early.stdout).toMatch(/^passcode: The next passcode key is not known everywhere yet/);
    service.clock.advance(7200);
    expect(await here()).toMatchObject({
      code: 0,
      stdout: "passcode: rotated\ncookie: rotated\nsigning: rotated\n",
    });
    expect(await here("--secret", "cookie", "--revoke")).toMatchObject({
      code: 0,
      stdout: "cookie: revoked\n",
    });
  });

  it("says how to start the service when there is none", async () => {
    expect((await run([], { PORT: "1" })).stderr).toContain("Start the service with: npm start");
  });

  it.each([["--secret", "recipient"], ["--stge", "prod"], ["prod"]])(
    "says what it takes: %s %s",
    async (...args) => {
      const { code, stderr } = await here(...args);
      expect(code).toBe(1);
      expect(stderr).toContain("npm run keys:rotate -- --stage prod");
    },
  );
});

describe("keys:rotate of a deployed stage", () => {
  const asked: string[] = [];
  let changed: number;
  let failing: boolean;
  let endpoint: string;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as { SecretId: string } | object;
      const target = request.headers["x-amz-target"] as string | undefined;
      asked.push(
        `${target ?? request.url ?? ""} ${"SecretId" in body ? body.SecretId : JSON.stringify(body)}`,
      );
      if (failing && target === undefined) response.setHeader("x-amz-function-error", "Unhandled");
      response.end(
        JSON.stringify(
          target === undefined
            ? failing
              ? { errorMessage: "no such secret" }
              : null
            : { LastChangedDate: changed },
        ),
      );
    });
  };
  beforeAll(async () => {
    endpoint = (await startServer("the endpoint of AWS", listener)).url;
  });
  beforeEach(() => {
    asked.length = 0;
    changed = 1_700_000_000;
    failing = false;
  });
  const deployed = (...args: string[]) =>
    run(["--stage", "prod", ...args], {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });

  it("asks Secrets Manager for a rotation of each secret", async () => {
    const { code, stdout } = await deployed();
    expect([code, stdout.split("\n")[0]]).toEqual([
      0,
      "latchkey/prod/passcode: rotating; Secrets Manager shows when it is done",
    ]);
    expect(asked.filter((call) => call.startsWith("secretsmanager.RotateSecret")).sort()).toEqual(
      ["cookie", "passcode", "signing"].map((name) => `secretsmanager.RotateSecret latchkey/prod/${name}`),
    );
  });

  it("asks for none while the next key is young, which would stay pending", async () => {
    changed = Math.floor(Date.now() / 1000) - 3600;
    const { code, stdout } = await deployed();
    expect(code).toBe(1);
    expect(stdout).toContain("The next signing key is not known everywhere yet");
    expect(asked.filter((call) => call.startsWith("secretsmanager.RotateSecret")).sort()).toEqual([
      "secretsmanager.RotateSecret latchkey/prod/cookie",
      "secretsmanager.RotateSecret latchkey/prod/passcode",
    ]);
  });

  it("has the function revoke, and reads no secret", async () => {
    expect((await deployed("--secret", "cookie", "--revoke")).code).toBe(0);
    expect(asked).toEqual([
      '/2015-03-31/functions/latchkey-prod-rotate-secrets/invocations {"secret":"cookie","revoke":true}',
    ]);
  });

  it("says so when the function failed", async () => {
    failing = true;
    const { code, stdout } = await deployed("--secret", "cookie", "--revoke");
    expect(code).toBe(1);
    expect(stdout).toContain("failed: ");
  });
});
