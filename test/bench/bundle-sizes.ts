import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleHandlers } from "../../lib/constructs/code.ts";

/** Sizes of handlers as they are deployed, bundled and minified, in bytes. */
export function bundleSizes(handlers: readonly string[]): ReadonlyMap<string, number> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bundles-"));
  try {
    bundleHandlers(handlers, folder);
    return new Map(handlers.map((name) => [name, statSync(join(folder, name, "index.mjs")).size]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
