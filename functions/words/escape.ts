/** What could break a line, or turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** A value on one line, which leaves the text around it as it is. */
export function plain(value: string): string {
  return value.replaceAll(UNPRINTABLE, " ").trim();
}

/** Text as markup, also for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
