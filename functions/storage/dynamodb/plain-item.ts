import type { PlainItem } from "../port/persons.ts";
import type { Item } from "./table.ts";

/**
 * What somebody could sign in with, or act by, who reads it: keys of authenticators (encrypted), salted backup codes, where
 * browsers take messages, and the link that keeps factors while its notice waits.
 */
const WITHHELD: ReadonlySet<string> = new Set([
  ...["secret", "salt", "hash", "endpoint", "p256dh", "auth", "token"],
]);

/** An item as JSON has it. */
export function plainItem(item: Item): PlainItem {
  return plain(item) as PlainItem;
}

function plain(value: unknown): unknown {
  if (value instanceof Set) return [...(value as Set<unknown>)].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64url");
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, WITHHELD.has(name) ? "withheld" : plain(one)]),
  );
}
