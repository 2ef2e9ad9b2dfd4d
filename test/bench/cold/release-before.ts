import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The project as it was released, with the packages of today. */
export interface Release {
  /** Like `release 0.2.0`. */
  readonly name: string;
  readonly root: string;
  remove(): void;
}

/**
 * Checks the last release out that came before what is checked out now, into a folder for a while.
 * @param root of a git repository
 * @returns or why there is none: a copy without history, or one that begins after it
 */
export function releaseBefore(root: string): Release | { readonly skipped: string } {
  const git = (...args: string[]) => spawnSync("git", args, { cwd: root, encoding: "utf8" });
  const log = git("log", "--format=%H %s", "--grep", "^chore(release): ");
  if (log.error ?? log.status !== 0) return { skipped: "git knows no history here" };
  const head = git("rev-parse", "HEAD").stdout.trim();
  const found = log.stdout.split("\n").find((line) => line !== "" && !line.startsWith(head));
  if (found === undefined) return { skipped: "the history has no release before this" };
  const [commit = "", , version = ""] = found.split(" ");
  const folder = mkdtempSync(join(tmpdir(), "latchkey-release-"));
  const checkout = join(folder, "release");
  const remove = () => {
    git("worktree", "remove", "--force", checkout);
    rmSync(folder, { recursive: true, force: true });
  };
  const added = git("worktree", "add", "--detach", checkout, commit);
  if (added.status !== 0) {
    remove();
    return { skipped: `git cannot check ${version} out: ${added.stderr.trim()}` };
  }
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  return { name: `release ${version}`, root: checkout, remove };
}
