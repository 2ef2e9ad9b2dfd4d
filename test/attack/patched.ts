import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A fault in the sources. */
export interface Plant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** The sources with a fault in them, in a folder of their own: the product has no switch for it. */
export function patched(plants: readonly Plant[]): string {
  const folder = temporaryFolder();
  for (const part of ["bin", "functions", "lib", "words"])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, "docs"));
  for (const file of ["package.json", "cdk.json", "docs/openapi.json"])
    cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const { file, from, to } of plants) {
    const place = join(folder, file);
    const source = readFileSync(place, "utf8");
    // A fault that is not planted would be found by nobody.
    if (!source.includes(from)) throw new Error(`${file} has no ${from}`);
    writeFileSync(place, source.replace(from, to));
  }
  return folder;
}
