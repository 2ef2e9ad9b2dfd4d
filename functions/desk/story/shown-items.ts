import { maskAddress } from "../../domain/mask.ts";
import { maskWithin } from "../../domain/mask-within.ts";
import type { PlainItem } from "../../storage/port/persons.ts";

/** An item with its addresses masked, wherever they stand: an owner's ids may be addresses, and notes may have some. */
export function maskedItem(item: PlainItem): PlainItem {
  return masked(item) as PlainItem;
}

function masked(value: unknown): unknown {
  if (typeof value === "string") return maskedText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [maskedText(name), masked(one)]));
}

/** Words with the addresses in them masked. */
export function maskedText(text: string): string {
  if (/^\+\d{6,15}$/.test(text) || /^[^\s@]+@[^\s@]+$/.test(text)) return maskAddress(text);
  return text.includes("@") || /\+\d{6,}/.test(text) ? maskWithin(text) : text;
}
