import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { gitIn, lastRelease } from "../../bin/guard/last-release.ts";
import { closeLater } from "../support/close-later.ts";

const NONE = 'no commit before this one begins with "chore(release):"';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-history-"));
  closeLater("a history", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A repository with a commit for each message, the oldest first. */
async function history(...messages: readonly string[]): Promise<string> {
  const folder = emptyFolder();
  const git = gitIn(folder);
  await git("init", "--quiet");
  const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  for (const message of messages) await git(...author, "commit", "--quiet", "--allow-empty", "-m", message);
  return folder;
}

describe("the last release", () => {
  it("is the newest commit that is called so", async () => {
    const folder = await history("feat: one", "chore(release): 1.0.0", "chore(release): 1.1.0", "fix: two");
    expect(await lastRelease(folder)).toMatchObject({ kind: "found", subject: "chore(release): 1.1.0" });
  });

  it("is the one before, where the checkout is a release itself", async () => {
    const folder = await history("chore(release): 1.0.0", "fix: one", "chore(release): 1.1.0");
    expect(await lastRelease(folder)).toMatchObject({ kind: "found", subject: "chore(release): 1.0.0" });
  });

  it("is not a commit that only speaks of one", async () => {
    const folder = await history("docs: one\n\nchore(release): is what releases are called", "fix: two");
    expect(await lastRelease(folder)).toEqual({ kind: "none", reason: NONE });
  });

  it("is missing before the first one", async () => {
    expect(await lastRelease(await history("feat: one", "chore(release): 1.0.0"))).toEqual({
      kind: "none",
      reason: NONE,
    });
  });

  it("is missing where the history is cut off", async () => {
    const whole = await history("chore(release): 1.0.0", "fix: one");
    const part = emptyFolder();
    await gitIn(part)("clone", "--quiet", "--depth", "1", `file://${whole}`, ".");
    expect(await lastRelease(part)).toMatchObject({
      kind: "none",
      reason: expect.stringContaining("cut off") as unknown,
    });
  });

  it("is missing where there is no repository", async () => {
    expect(await lastRelease(emptyFolder())).toMatchObject({
      kind: "none",
      reason: "this folder is no git repository",
    });
  });
});
