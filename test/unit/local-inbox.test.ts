import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { localInbox } from "../../bin/local/inbox.ts";
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
