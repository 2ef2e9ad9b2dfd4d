import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a release's commit is called. */
const RELEASE = "chore(release):";

/** The release to compare with, or why there is none. */
export type LastRelease =
  | { readonly kind: "found"; readonly commit: string; readonly subject: string }
  | { readonly kind: "none"; readonly reason: string };

/** The newest release before this checkout; the one before it, where this checkout is a release itself. */
export async function lastRelease(folder: string): Promise<LastRelease> {
  const git = gitIn(folder);
  const shallow = await git("rev-parse", "--is-shallow-repository").catch(() => undefined);
  if (shallow === undefined) return { kind: "none", reason: "this folder is no git repository" };
  const head = await git("rev-parse", "HEAD");
  const log = await git("log", "--format=%H %s", "--fixed-strings", `--grep=${RELEASE}`, "HEAD");
  const [release] = log
    .split("\n")
    .map((line) => ({ commit: line.slice(0, head.length), subject: line.slice(head.length + 1) }))
    .filter(({ commit, subject }) => subject.startsWith(RELEASE) && commit !== head);
  if (release) return { kind: "found", ...release };
  return {
    kind: "none",
    reason:
      shallow === "true"
        ? "the history is cut off; fetch all of it to compare with the last release"
        : `no commit before this one begins with "${RELEASE}"`,
  };
}

/** Runs git in a folder, and gives what it prints. */
export function gitIn(folder: string): (...args: readonly string[]) => Promise<string> {
  return async (...args) => {
    const { stdout } = await run("git", ["-C", folder, ...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  };
}
