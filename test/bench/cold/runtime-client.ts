import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Pinned: a new one may start faster or slower than what was measured before. */
const VERSION = "4.0.2";

/** A folder that git ignores, and that outlives one measurement: building takes a minute. */
const FOLDER = join(import.meta.dirname, "../../../node_modules/.cache", `aws-lambda-ric-${VERSION}`);

const PACKAGE = join(FOLDER, "node_modules/aws-lambda-ric");

/**
 * The official runtime client: the program that Lambda's own image starts functions with. It is no dependency, since
 * it builds from source, which needs compilers and fails on some systems.
 * @returns its program, or why there is none here
 */
export function runtimeClient(): { readonly program: string } | { readonly skipped: string } {
  const program = join(PACKAGE, "index.mjs");
  const marker = join(FOLDER, "built");
  if (!existsSync(marker)) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, "package.json"), '{"private":true}');
    console.log(`Building aws-lambda-ric ${VERSION}, once; this takes a minute.`);
    const npm = spawnSync("npm", ["install", "--no-audit", "--no-fund", `aws-lambda-ric@${VERSION}`], {
      cwd: FOLDER,
      encoding: "utf8",
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` },
    });
    if (npm.status !== 0 || !existsSync(program)) {
      const lines = (npm.error?.message ?? npm.stderr).split("\n").filter((line) => line.trim() !== "");
      return { skipped: `aws-lambda-ric does not build here (${lines.at(-1) ?? "no reason given"})` };
    }
    writeFileSync(marker, VERSION);
  }
  return { program };
}
