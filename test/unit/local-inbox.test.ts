import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { KEPT_MESSAGES, localInbox } from "../../bin/local/inbox.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const entry = (recipient: string) => ({
  channel: "email",
  recipient,
  text: "012345",
  sentAt: "2026-11-26T00:00:00.000Z",
});

describe("an inbox whose last line a crash has cut short", () => {
  it("loses that line alone: what comes next is read again", () => {
    const folder = temporaryFolder();
    localInbox(folder).keep(entry("anna@example.com"));
    appendFileSync(join(folder, "inbox.jsonl"), '{"channel":"email","recip');
    localInbox(folder).keep(entry("bert@example.com"));
    const recipients = localInbox(folder)
      .list()
      .map(({ recipient }) => recipient);
    expect(recipients).toEqual(["bert@example.com", "anna@example.com"]);
  });
});

describe("an inbox that is never emptied", () => {
  it("keeps the newest messages alone, in memory and in its file, and their numbers", () => {
    const folder = temporaryFolder();
    const inbox = localInbox(folder);
    const sent = 2 * KEPT_MESSAGES + 5;
    for (let n = 0; n < sent; n += 1) inbox.keep(entry(`person-${n}@example.com`));
    expect(inbox.list()).toHaveLength(KEPT_MESSAGES);
    const [newest] = inbox.search("");
    expect([newest?.recipient, newest?.number]).toEqual([`person-${sent - 1}@example.com`, sent - 1]);
    expect(inbox.at(sent - 1)?.recipient).toBe(`person-${sent - 1}@example.com`);
    expect(inbox.at(0)).toBeUndefined();

    const lines = readFileSync(join(folder, "inbox.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(2 * KEPT_MESSAGES);
    expect(localInbox(folder).list()).toEqual(inbox.list());
  });
});
