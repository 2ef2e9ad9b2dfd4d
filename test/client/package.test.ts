import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { PROBLEMS } from "../../client/src/errors.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const readme = readFileSync(join(ROOT, "client/README.md"), "utf8");
/** Recipes with the package stand here too. */
const recipes = readFileSync(join(ROOT, "docs/clients.md"), "utf8");

const blocks = (language: string) =>
  [...`${readme}\n${recipes}`.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, block = ""]) => block,
  );

/**
 * Gzipped and without jose, in bytes. The element says everything that the pages of a code say, in English; the words of
 * another language are a file of their own, of which a page loads one. The second step and passkeys are loaded when they
 * are wanted, in `factors` with the words of one language, and `account`.
 */
const LARGEST = {
  ...{ client: 3100, account: 3700, element: 11_900, react: 4900 },
  "parts/[a-z]{2}-\\w+": 2100,
  "parts/factors-[0-9A-Z]+": 3600,
  "parts/factors-[a-z]{2}-\\w+": 1000,
};
/** How many files of each there are; one of any other. */
const FILES: Readonly<Record<string, number>> = {
  "parts/[a-z]{2}-\\w+": 7,
  "parts/factors-[a-z]{2}-\\w+": 7,
};

let folder: string;
let printed: string;
const app = () => join(folder, "app");

const run = (command: string, ...args: string[]) =>
  promisify(execFile)(command, args, { cwd: app(), timeout: 60_000 });

beforeAll(() => {
  // What `npm run build:client` runs.
  printed = execFileSync(process.execPath, ["bin/build-client.ts"], { cwd: ROOT, encoding: "utf8" });
  folder = temporaryFolder();
  const [tarball = ""] = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: join(ROOT, "client"),
    encoding: "utf8",
  }).split("\n");
  const modules = join(app(), "node_modules");
  mkdirSync(modules, { recursive: true });
  execFileSync("tar", ["xzf", join(folder, tarball), "-C", folder]);
  symlinkSync(join(folder, "package"), join(modules, "latchkey-client"));
  // Beside the package, too: that is where Node and the compiler look from its real path.
  for (const where of [modules, join(folder, "package/node_modules")]) {
    mkdirSync(where, { recursive: true });
    for (const name of ["jose", "express", "hono", "@types"])
      symlinkSync(join(ROOT, "node_modules", name), join(where, name));
  }
  writeFileSync(join(app(), "package.json"), '{ "type": "module" }');
}, 120_000);

describe("the built package", () => {
  it.each(Object.entries(LARGEST))("is small: %s", (entry, largest) => {
    const sizes = [...printed.matchAll(new RegExp(`^${entry} .* (\\d+) gzip$`, "gm"))].map(([, bytes]) =>
      Number(bytes),
    );
    expect(sizes).toHaveLength(FILES[entry] ?? 1);
    expect(Math.min(...sizes)).toBeGreaterThan(500);
    expect(Math.max(...sizes)).toBeLessThan(largest);
  });

  it("imports nothing but jose, and that only for backends, and React for its own", () => {
    const imported = [
      "client",
      "account",
      "element",
      "react",
      "verify-token",
      "express",
      "hono",
      "lambda",
    ].map((entry) => {
      const text = readFileSync(join(folder, `package/dist/${entry}.js`), "utf8");
      return [entry, [...new Set([...text.matchAll(/\bfrom"([^"]+)"/g)].map(([, name]) => name))]];
    });
    const jose = ["jose"];
    expect(Object.fromEntries(imported)).toEqual({
      client: [],
      account: [],
      element: [],
      react: ["react"],
      "verify-token": jose,
      express: jose,
      hono: jose,
      lambda: jose,
    });
  });

  it("can be imported in Node, the element's file included", async () => {
    const script = `
      const names = ["", "/account", "/element", "/verify-token", "/express", "/hono", "/lambda"];
      const all = await Promise.all(names.map((name) => import("latchkey-client" + name)));
      console.log(all.flatMap((module) => Object.keys(module)).sort().join(" "));`;
    const { stdout } = await run(process.execPath, "--input-type=module", "-e", script);
    expect(stdout.trim()).toBe(
      "LatchkeySignIn authorizer claimsOf claimsOf createAccountClient createClient credentialJson makeVerifier parseCreationOptions parseRequestOptions readCode requireToken requireToken simpleAuthorizer verifyToken",
    );
  });

  it.each([
    ["node16", "node16"],
    ["esnext", "bundler"],
  ])(
    "has types that every example of its README and every recipe fits, %s",
    async (module, moduleResolution) => {
      const examples = blocks("ts");
      expect(examples.length).toBeGreaterThan(15);
      const ofReact = blocks("tsx");
      expect(ofReact.length).toBeGreaterThan(1);
      const files = [...examples, ...ofReact].map((block, at) => {
        const name = `${moduleResolution}-${at}.${at < examples.length ? "ts" : "tsx"}`;
        // What the example leaves to its reader, and what keeps it apart from the others.
        const given = "declare function askThePerson(question: string): Promise<string>;\nexport {};\n";
        writeFileSync(join(app(), name), given + block);
        return name;
      });
      writeFileSync(
        join(app(), `tsconfig.${moduleResolution}.json`),
        JSON.stringify({
          compilerOptions: {
            module,
            moduleResolution,
            target: "es2022",
            strict: true,
            noEmit: true,
            jsx: "react-jsx",
            lib: ["es2022", "dom"],
            types: ["node"],
            exactOptionalPropertyTypes: true,
            // Our own declarations are looked at; those of others are not ours to mend.
            skipLibCheck: true,
          },
          files,
        }),
      );
      const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
      const result = await run(process.execPath, tsc, "-p", `tsconfig.${moduleResolution}.json`).catch(
        (error: unknown) => error as { stdout: string },
      );
      expect(result.stdout).toBe("");
    },
    60_000,
  );
});

describe("the client's README", () => {
  it("lists every problem with its status", () => {
    const rows = [...readme.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) +\| (\d{3}) /gm)];
    const listed = rows.flatMap(([, names = "", status]) =>
      [...names.matchAll(/`([a-z-]+)`/g)].map(([, name = ""]) => [name, Number(status)]),
    );
    expect(Object.fromEntries(listed)).toEqual(PROBLEMS);
  });
});
