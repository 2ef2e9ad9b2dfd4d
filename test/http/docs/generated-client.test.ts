import { execFile } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { DESCRIPTION_FILE } from "../../support/described.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const ROOT = join(import.meta.dirname, "../../..");
const run = promisify(execFile);

const tool = (name: string, ...options: string[]) =>
  run(process.execPath, [join(ROOT, "node_modules", name), ...options], { cwd: folder });

/** What a developer would write: a sign-in, with nothing about the API but what was generated. */
const PROGRAM = `
import createClient from "openapi-fetch";
import type { paths } from "./schema.d.ts";

const [, , baseUrl = "", recipient = ""] = process.argv;
const api = createClient<paths, \`application/\${string}json\`>({ baseUrl });

async function readCode(): Promise<string> {
  const inbox = await fetch(\`\${baseUrl}/_local/inbox?recipient=\${recipient}\`);
  const [message] = (await inbox.json()) as { text: string }[];
  const code = message?.text.slice(0, 6);
  return code ?? new Promise((again) => setTimeout(again, 20)).then(readCode);
}

const asked = await api.POST("/otp/request", {
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
  body: { recipient },
});
if (!asked.data) throw new Error(asked.error.title);
const { challengeId, codeLength }: { challengeId: string; codeLength: number } = asked.data;
const code = await readCode();
if (code.length !== codeLength) throw new Error("the code has another length");

const wrong = await api.POST("/otp/verify", { body: { challengeId, code: code.replace(/.$/, (d) => String((Number(d) + 1) % 10)) } });
if (wrong.error?.type !== "urn:latchkey:problem:incorrect-code") throw new Error("a wrong code was not refused");
// The type says which problem it is, so its members are known.
const left: number = wrong.error.attemptsLeft;

const again = await api.POST("/otp/resend", { body: { challengeId } });
if (again.error?.type !== "urn:latchkey:problem:rate-limited") throw new Error("the cooldown did not hold");
const wait: number | undefined = again.error.retryAfter;

const verified = await api.POST("/otp/verify", { body: { challengeId, code } });
if (!verified.data) throw new Error(verified.error.detail);
if (verified.data.status !== "approved") throw new Error("a second factor is asked for");
const headers = { authorization: \`Bearer \${verified.data.sessionToken ?? ""}\` };
const session = await api.GET("/otp/session", { headers });
const out = await api.POST("/otp/logout", { headers, body: { all: true } });
const after = await api.GET("/otp/session", { headers });
console.log(
  JSON.stringify({ left, wait, recipient: session.data?.recipient, out: out.response.status, after: after.error?.type }),
);
`;

/** Mistakes that a developer would make, each of which must not compile. */
const MISTAKES = `
import createClient from "openapi-fetch";
import type { paths } from "./schema.d.ts";

const api = createClient<paths, \`application/\${string}json\`>({ baseUrl: "" });
// @ts-expect-error: no recipient
await api.POST("/otp/request", { body: { channel: "sms" } });
// @ts-expect-error: a channel that there is not
await api.POST("/otp/request", { body: { recipient: "anna@example.com", channel: "pigeon" } });
// @ts-expect-error: a number, whose leading zeros would be lost
await api.POST("/otp/verify", { body: { challengeId: "", code: 123456 } });
// @ts-expect-error: a path that there is not
await api.GET("/otp/sessions");
const { data, error } = await api.POST("/otp/status", { body: { challengeId: "" } });
// @ts-expect-error: a member that no answer has
export const gone = data?.delivered;
// @ts-expect-error: a problem that this route does not have
export const never = error?.type === "urn:latchkey:problem:incorrect-code";
`;

let service: TestService;
let folder = "";
beforeAll(async () => {
  service = await startTestService();
  folder = temporaryFolder();
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "sign-in.ts"), PROGRAM);
  writeFileSync(join(folder, "mistakes.ts"), MISTAKES);
  const compilerOptions = {
    target: "es2024",
    module: "nodenext",
    lib: ["es2024", "dom"],
    types: ["node"],
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  await tool("openapi-typescript/bin/cli.js", DESCRIPTION_FILE, "--output", "schema.d.ts");
}, 60_000);

describe("a client that openapi-typescript generates from the description", () => {
  it("compiles in strict TypeScript, and lets no mistake through", async () => {
    const { stdout } = await tool("typescript/bin/tsc", "--project", folder).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(stdout).toBe("");
  }, 60_000);

  it("signs in at the service, meets its problems by their types, and signs out", async () => {
    const { stdout } = await run(process.execPath, ["sign-in.ts", service.url, "anna@example.com"], {
      cwd: folder,
      timeout: 25_000,
    });
    expect(JSON.parse(stdout)).toEqual({
      left: 4,
      wait: 30,
      recipient: "a***@example.com",
      out: 204,
      after: "urn:latchkey:problem:no-session",
    });
  });
});
