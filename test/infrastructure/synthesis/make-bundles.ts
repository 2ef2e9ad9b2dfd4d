import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEPLOYED_HANDLERS } from "../../../lib/add-stage.ts";
import { bundleFiles } from "../../../lib/constructs/code.ts";

const HANDLERS = join(import.meta.dirname, "../../../functions/handlers");

/** Bundles every handler that is deployed, and tells of which files each bundle has a part. By the handler's name. */
export function makeBundles(): Readonly<Record<string, readonly string[]>> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bundles-"));
  try {
    const files = new Map(DEPLOYED_HANDLERS.map((name) => [name, join(HANDLERS, `${name}.ts`)]));
    return Object.fromEntries(bundleFiles(files, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
