import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFiles, entryOf } from "../../../lib/constructs/code.ts";
import { DEPLOYED } from "../../../lib/function-names.ts";

/** A bundle, as far as it can be told from outside. */
export interface MadeBundle {
  /** Of which files it has a part. */
  readonly files: readonly string[];
  /** Which modules it imports that lie outside of it. */
  readonly imports: readonly string[];
}

export interface MadeBundles {
  /** By the function's name. */
  readonly bundles: Readonly<Record<string, MadeBundle>>;
  /** Node's own modules that are there once the function has been loaded that calls apps' servers. */
  readonly loadedByOutbound: readonly string[];
}

const LOAD = `await import(process.argv[1]); console.log(JSON.stringify(process.moduleLoadList));`;

/** Bundles every function that is deployed. */
export function makeBundles(): MadeBundles {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bundles-"));
  try {
    const files = new Map(DEPLOYED.map((name) => [name, entryOf(name)]));
    const made = [...bundleFiles(files, folder)].map(([name, inputs]) => {
      const code = readFileSync(join(folder, name, "index.mjs"), "utf8");
      const imports = [...code.matchAll(/(?:\bfrom|\bimport\(?)"([^"]+)"/g)].map(([, module = ""]) => module);
      return [name, { files: inputs, imports: [...new Set(imports)] }] as const;
    });
    const outbound = join(folder, "outbound", "index.mjs");
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", LOAD, outbound], {
      encoding: "utf8",
    });
    return {
      bundles: Object.fromEntries(made),
      loadedByOutbound: JSON.parse(stdout) as string[],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
