import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { InboxEntry } from "../../functions/delivery/providers/inbox.ts";

/** What the service has sent. */
export interface Inbox {
  keep(entry: InboxEntry): void;
  /** Newest first. @param recipient any spelling of an address; all without it */
  list(recipient?: string): readonly InboxEntry[];
}

/** @param folder keeps the messages between runs */
export function localInbox(folder: string | undefined): Inbox {
  const file = folder === undefined ? undefined : join(folder, "inbox.jsonl");
  const written = file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "";
  const entries = written.split("\n").flatMap(parse);
  // A line that a crash cut short has to end, or it takes the next one with it.
  if (file !== undefined && written !== "" && !written.endsWith("\n")) appendFileSync(file, "\n");
  return {
    keep(entry) {
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
      entries.push(entry);
    },
    list(recipient) {
      const wanted = recipient === undefined ? undefined : spelling(recipient);
      return entries
        .filter((entry) => wanted === undefined || spelling(entry.recipient) === wanted)
        .reverse();
    },
  };
}

/** A line that a crash cut short was never a finished send. */
function parse(line: string): InboxEntry[] {
  try {
    return [JSON.parse(line) as InboxEntry];
  } catch {
    return [];
  }
}

/** In a query string the `+` of a number reads as a space; only the digits matter. */
function spelling(address: string): string {
  return address.includes("@") ? address.trim().toLowerCase() : address.replaceAll(/\D/g, "");
}
