import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { routes } from "../../functions/routes.ts";
import { parseSettings } from "../../functions/settings.ts";
import { killLater } from "../support/kill-later.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const readme = read("README.md");

/** What stands under a heading, up to the next heading of the same or a higher level. */
function section(heading: string): string {
  const level = heading.indexOf(" ");
  const [, rest = ""] = readme.split(`\n${heading}\n`);
  return rest.split(new RegExp(`\\n#{1,${level}} `))[0] ?? "";
}

/** The fenced blocks of a language. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, block = ""]) => block,
  );
}

describe("the README's commands", () => {
  let url = "";

  beforeAll(async () => {
    const started = spawn(process.execPath, ["bin/local.ts"], {
      cwd: ROOT,
      env: { ...process.env, PORT: "0" },
    });
    killLater("the local service", started);
    url = await new Promise<string>((resolve, reject) => {
      createInterface(started.stdout).on("line", (line) => {
        const found = /Sign-in page +(http:\S+)\/otp\/request/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
      started.once("exit", () => reject(new Error("the service did not start")));
    });
  });

  /** Runs a block as a reader does, apart from the port and from the folder where `node` is found. */
  const run = async (block: string) => {
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };
    const script = block.replaceAll("http://localhost:3000", url);
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script], { env, timeout: 25_000 });
    expect(stderr).toBe("");
    return stdout;
  };

  it("ask for a code on the first screen", async () => {
    const [first = ""] = blocks(readme.slice(0, readme.indexOf("\n## ")), "bash");
    expect(JSON.parse(await run(first))).toMatchObject({ recipient: "a***@example.com", codeLength: 6 });
  });

  it.each(["### By e-mail", "### By SMS"])("print what they are said to print: %s", async (heading) => {
    const [walk = ""] = blocks(section(heading), "bash");
    const [printed] = blocks(section(heading), "text");
    expect(walk).toContain("/otp/verify");
    expect(await run(walk)).toBe(printed);
  });

  it("are scripts of package.json", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = ["README.md", "CONTRIBUTING.md"].flatMap((file) =>
      [...read(file).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe("the README's settings", () => {
  it("are all of them, with their defaults", () => {
    const rows = [...section("## Settings").matchAll(/^\| `([\w.]+)` +\| `(.+?)` +\|/gm)];
    const documented = rows.map(([, name = "", value = ""]) => [name, JSON.parse(value) as unknown]);
    const parsed = parseSettings({});
    expect(Object.fromEntries(documented)).toEqual("settings" in parsed ? flat(parsed.settings) : {});
  });
});

/** Settings by their dotted names; arrays are values. */
function flat(settings: object, prefix = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings as Record<string, unknown>).flatMap(([name, value]) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(flat(value, `${prefix}${name}.`))
        : [[prefix + name, value]],
    ),
  );
}

describe("the documents", () => {
  const documents = [
    ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"],
    ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => join("docs", name)),
  ];

  it.each(documents)("link and name only what is there: %s", (file) => {
    const text = read(file);
    const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)/g)].map(([, target = ""]) =>
      join(dirname(file), target),
    );
    const named = [...text.matchAll(/`((?:bin|docs|functions|lib|test)\/[\w./-]+\.\w+)`/g)].map(
      ([, target = ""]) => target,
    );
    expect([...links, ...named].filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  it("of the API describe every route", () => {
    const text = read("docs/api.md");
    expect(routes.filter(({ method, path }) => !text.includes(`${method} ${path}`))).toEqual([]);
  });
});
