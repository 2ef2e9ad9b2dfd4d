import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { description } from "../../support/described.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const text = readFileSync(join(import.meta.dirname, "../../../docs/api.md"), "utf8");

/** The headings whose section has commands and what they print. */
const walks = [
  ...text.matchAll(/^## (.+)\n((?:(?!^## )[^])*?)```bash\n([^]*?)```\n\n```text\n([^]*?)```/gm),
].map(([, heading = "", , commands = "", printed = ""]) => ({ heading, commands, printed }));

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

describe("the commands of docs/api.md", () => {
  it("stand under each of these headings", () => {
    expect(walks.map(({ heading }) => heading)).toEqual([
      ...["Handling problems", "Counting down", "Keeping to the limits", "Repeating a request"],
    ]);
  });

  it.each(walks)("print what they are said to print: $heading", async ({ commands, printed }) => {
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };
    const script = commands.replaceAll("http://localhost:3000", service.url);
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script], { env, timeout: 25_000 });
    expect(stderr).toBe("");
    expect(stdout.trimEnd()).toBe(printed.trimEnd());
  });
});

describe("the description of the API", () => {
  it("is served as it is checked in, but for the service's own address, to any origin", async () => {
    const { body, headers, status } = await service.get("/openapi.json", {
      origin: "https://anywhere.example",
    });
    expect([status, headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
    expect(headers.get("cache-control")).toBe("public, max-age=3600");
    expect(body).toEqual({ ...description, servers: [{ url: service.url }] });
  });
});
