import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { releaseBefore } from "../bench/cold/release-before.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-history-"));
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "node_modules/today"), "");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("the release that a cold start is held against", () => {
  it("is missing where there is no history", () => {
    expect(releaseBefore(folder)).toEqual({ skipped: "git knows no history here" });
  });

  it("is missing where only what is checked out is a release", () => {
    git("init", "--quiet");
    commit("feat: begin");
    commit("chore(release): 0.1.0");
    expect(releaseBefore(folder)).toEqual({ skipped: "the history has no release before this" });
  });

  it("is the last one before, with the packages of today, until it is removed", () => {
    git("init", "--quiet");
    commit("chore(release): 0.1.0");
    commit("chore(release): 0.2.0");
    commit("docs: tell of chore(release): 0.3.0");
    const release = releaseBefore(folder);
    if ("skipped" in release) throw new Error(release.skipped);
    expect(release.name).toBe("release 0.2.0");
    expect(readFileSync(join(release.root, "state"), "utf8")).toBe("chore(release): 0.2.0");
    expect(readdirSync(join(release.root, "node_modules"))).toEqual(["today"]);
    release.remove();
    expect(existsSync(release.root)).toBe(false);
    expect(git("worktree", "list").trim().split("\n")).toHaveLength(1);
    expect(existsSync(join(folder, "node_modules/today"))).toBe(true);
  });
});

function commit(subject: string): void {
  writeFileSync(join(folder, "state"), subject);
  git("add", "state");
  const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  git(...author, "commit", "--quiet", "--no-verify", "-m", subject);
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8" });
}
