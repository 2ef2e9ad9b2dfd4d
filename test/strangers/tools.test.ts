import { execFile, spawn } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { DESCRIPTION_FILE } from "../support/described.ts";
import { freePort } from "../support/free-port.ts";
import { killLater } from "../support/kill-later.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { untilSays } from "./support/site.ts";

const HERE = import.meta.dirname;
const run = promisify(execFile);

let service: TestService;
let folder: string;
beforeAll(async () => {
  service = await startTestService();
  folder = temporaryFolder();
  symlinkSync(join(HERE, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, ".spectral.yaml"), 'extends: ["spectral:oas"]');
});

const tool = (name: string, ...options: string[]) =>
  run(process.execPath, [join(HERE, "node_modules/.bin", name), ...options], { cwd: folder });

describe("the OpenAPI document", () => {
  it("has no error that Redocly knows", async () => {
    const { stderr } = await tool("redocly", "lint", DESCRIPTION_FILE, "--extends=recommended");
    expect(stderr).toContain("Your API description is valid");
  });

  it("has no error that Spectral knows", async () => {
    const { stdout } = await tool(
      "spectral",
      "lint",
      DESCRIPTION_FILE,
      "-r",
      ".spectral.yaml",
      "-F",
      "error",
    );
    expect(stdout).not.toMatch(/\berror\b/);
  });
});

describe("Prism, which holds requests and answers against the document", () => {
  it("lets a sign-in through, and finds nothing to say", async () => {
    const port = await freePort();
    const options = [
      "proxy",
      DESCRIPTION_FILE,
      service.url,
      "--errors",
      "-h",
      "127.0.0.1",
      "-p",
      String(port),
    ];
    const prism = spawn(process.execPath, [join(HERE, "node_modules/.bin/prism"), ...options], {
      cwd: folder,
    });
    killLater("Prism", prism);
    await untilSays(prism, /Prism is listening/);
    const url = `http://127.0.0.1:${port}`;
    const call = async (path: string, body?: object, headers: Record<string, string> = {}) => {
      const answer = await fetch(url + path, {
        headers: { accept: "application/json", "content-type": "application/json", ...headers },
        ...(body && { method: "POST", body: JSON.stringify(body) }),
      });
      return {
        status: answer.status,
        body: (await answer.json().catch(() => ({}))) as Readonly<Record<string, unknown>>,
      };
    };
    const asked = await call("/otp/request", { recipient: "prism@example.com" });
    await service.settled();
    const code = service.code("prism@example.com");
    const { challengeId } = asked.body;
    const wrong = await call("/otp/verify", {
      challengeId,
      code: code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)),
    });
    const verified = await call("/otp/verify", { challengeId, code });
    const authorization = `Bearer ${String(verified.body.sessionToken)}`;
    const session = await call("/otp/session", undefined, { authorization });
    const out = await call("/otp/logout", {}, { authorization });
    const after = await call("/otp/session", undefined, { authorization });
    expect(
      [asked, wrong, verified, session, out, after].map(({ status, body }) => [status, body.type]),
    ).toEqual([
      [202, undefined],
      [401, "urn:latchkey:problem:incorrect-code"],
      [200, undefined],
      [200, undefined],
      [204, undefined],
      [401, "urn:latchkey:problem:no-session"],
    ]);
  });
});

interface Generator {
  readonly name: string;
  readonly generate: readonly string[];
  /** A sign-in, with nothing about the API but what was generated. Prints who is signed in. */
  readonly program: string;
}

const READ_CODE = `
const [, , url = "", recipient = ""] = process.argv;
async function readCode(): Promise<string> {
  const inbox = await fetch(\`\${url}/_local/inbox?recipient=\${recipient}\`);
  const [message] = (await inbox.json()) as { text: string }[];
  return message?.text.slice(0, 6) ?? new Promise((again) => setTimeout(again, 20)).then(readCode);
}
`;

const GENERATORS: readonly Generator[] = [
  {
    name: "orval",
    generate: ["orval", "--input", DESCRIPTION_FILE, "--output", "orval.ts", "--client", "fetch"],
    program: `
import { readSession, requestCode, verifyCode } from "./orval.ts";
${READ_CODE}
const known = globalThis.fetch;
globalThis.fetch = (to, options) => known(String(to).startsWith("/") ? url + String(to) : to, options);
const asked = await requestCode({ recipient });
if (asked.status !== 202) throw new Error(JSON.stringify(asked));
const verified = await verifyCode({ challengeId: asked.data.challengeId, code: await readCode() });
// A browser would be shown a page.
if (verified.status !== 200 || typeof verified.data === "string") throw new Error(JSON.stringify(verified));
if (verified.data.status !== "approved") throw new Error("a second factor is asked for");
const { sessionToken = "" } = verified.data;
const session = await readSession(undefined, { headers: { authorization: \`Bearer \${sessionToken}\` } });
if (session.status !== 200 || typeof session.data === "string") throw new Error(JSON.stringify(session));
console.log(session.data.recipient);
`,
  },
  {
    name: "@hey-api/openapi-ts",
    generate: ["openapi-ts", "-i", DESCRIPTION_FILE, "-o", "hey"],
    program: `
import { client } from "./hey/client.gen.ts";
import { readSession, requestCode, verifyCode } from "./hey/sdk.gen.ts";
${READ_CODE}
client.setConfig({ baseUrl: url as "http://localhost:3000" });
const asked = await requestCode({ body: { recipient }, throwOnError: true });
const { challengeId } = asked.data;
const verified = await verifyCode({ body: { challengeId, code: await readCode() }, throwOnError: true });
if (verified.data.status !== "approved") throw new Error("a second factor is asked for");
const { sessionToken = "" } = verified.data;
const session = await readSession({ auth: sessionToken, throwOnError: true });
console.log(session.data.recipient);
`,
  },
];

const OPTIONS = {
  compilerOptions: {
    ...{ target: "es2022", module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"] },
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [], allowImportingTsExtensions: true },
  },
};

describe.each(GENERATORS)("a client that $name has made of the document", ({ name, generate, program }) => {
  it("compiles, and signs a person in", async () => {
    const [command = "", ...options] = generate;
    await tool(command, ...options);
    const file = `${command}-program.ts`;
    writeFileSync(join(folder, file), `declare const process: { argv: string[] };\n${program}`);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ ...OPTIONS, files: [file] }));
    const { stdout: complaints } = await tool("tsc", "-p", ".").catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(complaints).toBe("");
    const bundled = join(folder, `${command}.mjs`);
    await build({
      entryPoints: [join(folder, file)],
      bundle: true,
      format: "esm",
      platform: "node",
      outfile: bundled,
    });
    const email = `${command}@example.com`;
    const { stdout } = await run(process.execPath, [bundled, service.url, email], { cwd: folder });
    expect([name, stdout.trim()]).toEqual([name, expect.stringContaining("example.com")]);
  });
});
