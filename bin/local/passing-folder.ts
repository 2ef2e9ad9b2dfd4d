import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BEGINNING = "latchkey-local-";

/**
 * A folder that goes with this process. The table of a service that keeps nothing lies in it: in memory it would take seven
 * kilobytes a sign-in. What a process left behind that was killed, the next one removes.
 */
export function passingFolder(): string {
  for (const name of readdirSync(tmpdir()).filter(isLeftBehind)) remove(join(tmpdir(), name));
  // Nobody else may read it: mkdtemp makes it so.
  const folder = mkdtempSync(join(tmpdir(), `${BEGINNING}${process.pid}-`));
  process.once("exit", () => remove(folder));
  return folder;
}

function isLeftBehind(name: string): boolean {
  const pid = name.startsWith(BEGINNING) ? /^(\d+)-/.exec(name.slice(BEGINNING.length))?.[1] : undefined;
  if (pid === undefined || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // A process of another user answers that it may not be sent a signal.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Another user's is left to that user. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    return;
  }
}
