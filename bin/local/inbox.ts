import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { InboxEntry } from "../../functions/delivery/providers/inbox.ts";

/** As many messages are kept; older ones go. */
export const KEPT_MESSAGES = 1000;

/** What the service has sent, up to {@link KEPT_MESSAGES}. */
export interface Inbox {
  keep(entry: InboxEntry): void;
  /** Newest first. @param recipient any spelling of an address; all without it */
  list(recipient?: string): readonly InboxEntry[];
  /** Newest first, each with the number by which {@link at} finds it. @param text in any part of what people read of it */
  search(text: string): readonly NumberedEntry[];
  /** The message with a number; undefined once it has gone. */
  at(number: number): InboxEntry | undefined;
}

interface NumberedEntry extends InboxEntry {
  readonly number: number;
}

/** @param folder keeps the messages between runs */
export function localInbox(folder: string | undefined): Inbox {
  const file = folder === undefined ? undefined : join(folder, "inbox.jsonl");
  const written = file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "";
  const read = written.split("\n").flatMap(parse);
  // The number of the first one that is kept.
  let first = Math.max(0, read.length - KEPT_MESSAGES);
  const entries = read.slice(first);
  let lines = read.length;
  // A line that a crash cut short has to end, or it takes the next one with it.
  if (file !== undefined && written !== "" && !written.endsWith("\n")) appendFileSync(file, "\n");

  const write = (entry: InboxEntry) => {
    if (file === undefined) return;
    if (lines < 2 * KEPT_MESSAGES) {
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
      lines += 1;
      return;
    }
    // Beside it first: a crash leaves the one or the other, whole.
    const whole = [...entries, entry].map((one) => `${JSON.stringify(one)}\n`).join("");
    writeFileSync(`${file}.new`, whole);
    renameSync(`${file}.new`, file);
    lines = entries.length + 1;
  };

  return {
    keep(entry) {
      write(entry);
      entries.push(entry);
      if (entries.length <= KEPT_MESSAGES) return;
      entries.shift();
      first += 1;
    },
    list(recipient) {
      const wanted = recipient === undefined ? undefined : spelling(recipient);
      return entries
        .filter((entry) => wanted === undefined || spelling(entry.recipient) === wanted)
        .reverse();
    },
    search(text) {
      const wanted = text.trim().toLowerCase();
      return entries
        .map((entry, index) => ({ ...entry, number: first + index }))
        .filter((entry) => [entry.recipient, entry.subject, entry.text].some(holds(wanted)))
        .reverse();
    },
    at: (number) => entries[number - first],
  };
}

const holds = (wanted: string) => (text: string | undefined) => text?.toLowerCase().includes(wanted) ?? false;

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
