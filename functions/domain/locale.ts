/** A language tag as we take it, e.g. `pt-BR`. */
const TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;

/** What we read of an `Accept-Language` header: an attacker can write it. */
const MAX_HEADER_LENGTH = 512;

/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT = new Set(["Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"]);

/**
 * The known language nearest to a wanted one: the same, or what is left of it without its last parts (`pt` for `pt-BR`).
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3.4
 */
export function matchLocale(wanted: string, known: Iterable<string>): string | undefined {
  const spelt = new Map([...known].map((tag) => [tag.toLowerCase(), tag]));
  for (let tag = wanted.toLowerCase(); tag !== ""; tag = tag.slice(0, Math.max(0, tag.lastIndexOf("-")))) {
    const found = spelt.get(tag);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The first language of an `Accept-Language` header that is known here, as the header spells it, so that its region is
 * not lost.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function acceptedLocale(header: string | undefined, known: readonly string[]): string | undefined {
  const ranges = (header ?? "").slice(0, MAX_HEADER_LENGTH).split(",").map(readRange);
  return ranges
    .filter(({ tag, quality }) => quality > 0 && TAG.test(tag) && matchLocale(tag, known) !== undefined)
    .sort((a, b) => b.quality - a.quality)[0]?.tag;
}

function readRange(range: string): { readonly tag: string; readonly quality: number } {
  const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
  const given = parameters.find((one) => /^q=/i.test(one));
  const quality =
    given === undefined ? 1 : /^q=(0(\.\d{0,3})?|1(\.0{0,3})?)$/i.test(given) ? Number(given.slice(2)) : 0;
  return { tag, quality };
}

/** Whether a language is written from left to right, or the other way. */
export function directionOf(locale: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(new Intl.Locale(locale).maximize().script ?? "") ? "rtl" : "ltr";
}

/** Whether a text is a language tag that {@link directionOf} and the plural rules understand. */
export function isLocale(tag: string): boolean {
  try {
    return TAG.test(tag) && new Intl.Locale(tag).language !== "";
  } catch {
    return false;
  }
}
