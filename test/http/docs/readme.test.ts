import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { routes } from "../../../functions/routes.ts";
import { parseSettings } from "../../../functions/settings/schema.ts";
import { killLater } from "../../support/kill-later.ts";
import { WITHOUT_COLOURS } from "../../support/without-colours.ts";

const ROOT = join(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

/** Every document of the project, by its path from the root. */
const documents = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "client/README.md", "words/README.md"],
  ...["docs", "examples"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name)),
  ),
];

/** Pages whose commands a reader pastes into a terminal beside the local service. */
const WALKS = ["README.md", "docs/examples.md", "docs/local-service.md"];

interface Walk {
  readonly page: string;
  readonly heading: string;
  readonly commands: string;
  /** What the page says that they print. */
  printed?: string;
}

/** The `bash` blocks of a page under their headings, each with the `text` block that follows it. */
function walksOf(page: string): readonly Walk[] {
  const found: Walk[] = [];
  let heading = "";
  for (const [, title, language, content = ""] of read(page).matchAll(
    /^#+ (.+)$|^```(\w*)\n([^]*?)^```$/gm,
  )) {
    if (title !== undefined) heading = title;
    if (language === "bash") found.push({ page, heading, commands: content });
    const last = found.at(-1);
    if (language === "text" && last) last.printed ??= content;
  }
  return found;
}

const walks = WALKS.flatMap(walksOf);

/** Headings as GitHub makes anchors of them. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe("the documented commands", () => {
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
    const env = { ...WITHOUT_COLOURS, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };
    const script = block.replaceAll("http://localhost:3000", url);
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script], { env, timeout: 25_000 });
    expect(stderr).toBe("");
    return stdout;
  };

  it("say what they print, all but the first one", () => {
    expect(walks.length).toBeGreaterThan(6);
    expect(walks.filter(({ printed }) => printed === undefined)).toEqual([walks[0]]);
  });

  it("ask for a code on the first screen", async () => {
    const answer = await run(walks[0]?.commands ?? "");
    expect(JSON.parse(answer)).toMatchObject({ recipient: "a***@example.com", codeLength: 6 });
  });

  it.each(walks.slice(1))(
    "print what they are said to print: $page, $heading",
    async ({ commands, printed }) => {
      expect(await run(commands)).toBe(printed);
    },
  );

  it("are scripts of package.json", () => {
    const named = documents.flatMap((file) =>
      [...read(file).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe("the quick reference", () => {
  const text = read("docs/quick-reference.md");

  it("names every command", () => {
    const unnamed = ["start", "test"];
    const asked = (name: string) => (unnamed.includes(name) ? `\`npm ${name}\`` : `\`npm run ${name}\``);
    expect(Object.keys(scripts).filter((name) => !text.includes(asked(name)))).toEqual([]);
  });

  it("names every address", () => {
    expect(routes.filter(({ method, path }) => !text.includes(`\`${method} ${path}\``))).toEqual([]);
  });
});

describe("the table of settings", () => {
  it("are all of them, with their defaults", () => {
    const rows = [...read("docs/settings.md").matchAll(/^\| `([\w.]+)` +\| `(.+?)` +\|/gm)];
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
  it.each(documents)("link and name only what is there: %s", (file) => {
    const text = read(file);
    const links = [
      ...text.matchAll(/\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]*))?\)|<img src="([^"]+)"/g),
    ].map(([, target = "", anchor, image]) => ({
      target: target === "" && image === undefined ? file : join(dirname(file), image ?? target),
      anchor,
    }));
    const broken = links.filter(
      ({ target, anchor }) =>
        !existsSync(join(ROOT, target)) ||
        (anchor !== undefined && target.endsWith(".md") && !anchorsOf(read(target)).includes(anchor)),
    );
    expect(broken).toEqual([]);
    const named = [...text.matchAll(/`((?:bin|docs|functions|lib|test)\/[\w./-]+\.\w+)`/g)].map(
      ([, target = ""]) => target,
    );
    expect(named.filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  it("are all found from the README by links", () => {
    const found = new Set<string>();
    const follow = (file: string) => {
      if (found.has(file) || !existsSync(join(ROOT, file))) return;
      found.add(file);
      for (const [, target = ""] of read(file).matchAll(/\]\((?!https?:|mailto:)([^)#]+\.md)/g))
        follow(join(dirname(file), target));
    };
    follow("README.md");
    expect(documents.filter((file) => !found.has(file))).toEqual([]);
  });

  it("of the API describe every route", () => {
    const text = read("docs/api.md");
    expect(routes.filter(({ method, path }) => !text.includes(`${method} ${path}`))).toEqual([]);
  });

  it("begin with a README that is read in a few minutes", () => {
    expect(read("README.md").split("\n").length).toBeLessThanOrEqual(137);
  });
});
