import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

const BEGINNING = "latchkey-local-";

/** Folders that processes of this program have made. */
const made = new Set<string>();

/**
 * A folder that goes with this process. The table of a service that keeps nothing lies in it: in memory it would take seven
 * kilobytes a sign-in. What a process left behind that was killed, the next one removes.
 */
export function passingFolder(): string {
  const mine = `${BEGINNING}${world()}-`;
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (name.startsWith(mine) && isLeftBehind(folder, name.slice(mine.length))) remove(folder);
  }
  // Nobody else may read it: mkdtemp makes it so.
  const folder = mkdtempSync(join(tmpdir(), `${mine}${process.pid}-`));
  made.add(folder);
  process.once("exit", () => remove(folder));
  return folder;
}

/**
 * Among which processes a process id means something: containers and machines may share the folder of temporary files, and
 * each counts its processes by itself. A restart begins anew. Hashed, since a host's name may have any length.
 */
export function world(): string {
  const parts = [hostname(), told(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"))];
  const whole = [...parts, told(() => readlinkSync("/proc/self/ns/pid"))].join("\n");
  return createHash("sha256").update(whole).digest("hex").slice(0, 16);
}

/** Empty where the system does not tell, as macOS. */
function told(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}

/** @param rest of its name: the process that made it, and what is random */
function isLeftBehind(folder: string, rest: string): boolean {
  const pid = /^(\d+)-/.exec(rest)?.[1];
  if (pid === undefined || made.has(folder) || !isOwn(folder)) return false;
  // A process that is long gone had the same id.
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // A process of another user answers that it may not be sent a signal.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** A folder of this user, and no link to one: anybody may lay a link among temporary files. */
function isOwn(folder: string): boolean {
  try {
    const found = lstatSync(folder);
    // Windows knows no user ids.
    return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
  } catch {
    return false;
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    return;
  }
}
