import { directionOf } from "../../domain/locale.ts";

/** What fills in placeholders, by their names. */
export type Values = Readonly<Record<string, string>>;

/** How a template's own words and the values in it are written. */
export interface Pen {
  text(words: string): string;
  value(value: string, name: string): string;
}

const PLACEHOLDER = /\{([A-Za-z]+)\}/;

/** Fills in a template in one pass, so that no value can bring a placeholder of its own. */
export function render(template: string, values: Values, pen: Pen): string {
  return template
    .split(PLACEHOLDER)
    .map((part, index) => (index % 2 === 0 ? pen.text(part) : pen.value(values[part] ?? "", part)))
    .join("");
}

/** What could break a line, or turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** A value on one line, which leaves the text around it as it is. */
export function plain(value: string): string {
  return value.replaceAll(UNPRINTABLE, " ").trim();
}

/** Digits, which need nothing and must stay what they are when they are copied, and what mail programs make links of. */
const BARE = new Set(["code", "minutes", "link", "support"]);

/** Starts a stretch of its own direction, and ends it (Unicode annex 9). */
const [ISOLATE, END_ISOLATE] = ["\u2068", "\u2069"];

/**
 * Plain text. Among words from right to left each value is isolated: without it "Firefox 12" or an amount would tear the
 * sentence around it apart.
 */
export function plainPen(locale: string): Pen {
  const isolates = directionOf(locale) === "rtl";
  return {
    text: (words) => words,
    value(value, name) {
      const text = plain(name === "support" ? value.replace(/^mailto:/, "") : value);
      return isolates && !BARE.has(name) ? ISOLATE + text + END_ISOLATE : text;
    },
  };
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
