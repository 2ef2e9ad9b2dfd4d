import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFiles, entryOf } from "../../../lib/constructs/code.ts";
import { DEPLOYED } from "../../../lib/function-names.ts";

/** Bundles every function that is deployed, and tells of which files each bundle has a part. By the function's name. */
export function makeBundles(): Readonly<Record<string, readonly string[]>> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bundles-"));
  try {
    const files = new Map(DEPLOYED.map((name) => [name, entryOf(name)]));
    return Object.fromEntries(bundleFiles(files, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
