import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeLater } from "./close-later.ts";

/** Makes an empty folder that goes when {@link closeLater} says. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-test-"));
  closeLater(`the folder ${folder}`, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
