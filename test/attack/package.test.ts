import { execFileSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { attackCases } from "../../attack/cases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) =>
  JSON.parse(readFileSync(join(ROOT, file), "utf8")) as {
    readonly bin: Readonly<Record<string, string>>;
    readonly files: readonly string[];
    readonly optionalDependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };

it("the package is the same program, without a library beside it", () => {
  const folder = temporaryFolder();
  cpSync(join(ROOT, "attack/package.json"), join(folder, "package.json"));
  execFileSync(process.execPath, ["bin/build-attack.ts", join(folder, "dist")], { cwd: ROOT });
  const { bin } = read("attack/package.json");
  const listed = execFileSync(process.execPath, [join(folder, bin["latchkey-attack"] ?? ""), "--list"], {
    encoding: "utf8",
  });
  expect(listed.trim().split("\n")).toHaveLength(attackCases.length);
});

it("the package names the library of its mailbox as the tests have it", () => {
  const { optionalDependencies } = read("attack/package.json");
  const { imapflow } = read("package.json").devDependencies;
  expect(optionalDependencies).toEqual({ imapflow });
});
