import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JsonObject } from "./json.ts";
import type { Templates } from "./compare-templates.ts";
import { gitIn } from "./last-release.ts";
import type { Template } from "./template.ts";

const run = promisify(execFile);

/** The templates of each shape, and the API's description. */
export interface Synthesized {
  readonly shapes: ReadonlyMap<string, Templates>;
  readonly api: JsonObject;
  /** The version in package.json. */
  readonly version: string;
}

/** Makes the templates of each stage of a checkout, with its own cdk.json, as a deployment would. */
export async function synthesizeCheckout(folder: string, stages: readonly string[]): Promise<Synthesized> {
  const made = await Promise.all(
    stages.map(async (stage) => [stage, await templatesOf(folder, stage)] as const),
  );
  const { version } = readJson(join(folder, "package.json")) as { readonly version: string };
  return { shapes: new Map(made), api: readJson(join(folder, "docs/openapi.json")) as JsonObject, version };
}

/** The same of another commit, in a work tree that is removed afterwards, with the packages of this checkout. */
export async function synthesizeCommit(
  folder: string,
  commit: string,
  stages: readonly string[],
): Promise<Synthesized> {
  const git = gitIn(folder);
  const place = mkdtempSync(join(tmpdir(), "latchkey-guard-"));
  const tree = join(place, "release");
  try {
    await git("worktree", "add", "--detach", tree, commit);
    symlinkSync(join(folder, "node_modules"), join(tree, "node_modules"));
    return await synthesizeCheckout(tree, stages);
  } finally {
    rmSync(place, { recursive: true, force: true });
    await git("worktree", "prune");
  }
}

async function templatesOf(folder: string, stage: string): Promise<Templates> {
  const output = mkdtempSync(join(tmpdir(), `latchkey-guard-${stage}-`));
  try {
    const cdk = join(folder, "node_modules/aws-cdk/bin/cdk");
    // Stages of the owner's own file would not be those that the release was tested with.
    const env = { ...process.env, LATCHKEY_STAGES: "" };
    await run(
      process.execPath,
      [cdk, "synth", "--quiet", "--context", `stage=${stage}`, "--output", output],
      {
        cwd: folder,
        env,
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    const files = readdirSync(output).filter((name) => name.endsWith(".template.json"));
    return new Map(
      files.map((name) => [name.replace(".template.json", ""), readJson(join(output, name)) as Template]),
    );
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8")) as unknown;
}
