import type { ChildProcess } from "node:child_process";
import { closeLater } from "./close-later.ts";

/**
 * Has a process killed, when {@link closeLater} says: as the system does when memory is short, at once and without a
 * word to the process.
 * @returns the same, to be called earlier
 */
export function killLater(what: string, child: ChildProcess): () => Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  return closeLater(what, async () => {
    child.kill("SIGKILL");
    await gone;
  });
}
