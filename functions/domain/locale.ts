/** A language tag as the name of a file has it, e.g. `pt-BR`. */
const TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;
/** What we read of a tag with its extensions: an attacker can write it. */
const MAX_TAG_LENGTH = 100;
/** What is kept of it with the challenge. @see https://www.rfc-editor.org/rfc/rfc5646#section-4.4.1 */
const MAX_LOCALE_LENGTH = 35;
/** What we read of an `Accept-Language` header: an attacker can write it. */
const MAX_HEADER_LENGTH = 512;

/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT = new Set(["Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"]);

/**
 * The language, script, region and variants of a well-formed tag, in their usual spelling: without extensions and private
 * use, which choose no words. Underscores, and what POSIX appends (`de_DE.UTF-8`), are read too.
 * @returns undefined for what is no tag, and for a tag that is for private use alone
 * @see https://www.rfc-editor.org/rfc/rfc5646#section-2.1
 */
export function readLocale(text: string): string | undefined {
  const tag = text
    .slice(0, MAX_TAG_LENGTH)
    .trim()
    .replace(/[.@].*$/s, "")
    .replaceAll("_", "-");
  // What follows a single letter or digit is an extension; the browser's own rules do not know all of them.
  const bare = tag.replace(/-[A-Za-z0-9](-.*)?$/s, "");
  for (let part = bare; /^[A-Za-z]{2,8}(-[A-Za-z0-9]+)*$/.test(part); part = withoutLast(part)) {
    if (part.length > MAX_LOCALE_LENGTH) continue;
    try {
      return new Intl.Locale(part).baseName;
    } catch {
      // An old form, like zh-yue-HK or en-GB-oed: its beginning is understood.
    }
  }
  return undefined;
}

function withoutLast(tag: string): string {
  return tag.slice(0, Math.max(0, tag.lastIndexOf("-")));
}

/**
 * The known language nearest to a wanted one: the same, the script that it is written in there (`zh-Hant` for `zh-TW`), or
 * what is left of it without its last parts (`pt` for `pt-BR`).
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3.4
 */
export function matchLocale(wanted: string, known: Iterable<string>): string | undefined {
  const spelt = new Map([...known].map((tag) => [tag.toLowerCase(), tag]));
  for (let tag = readLocale(wanted) ?? ""; tag !== ""; tag = withoutLast(tag)) {
    for (const same of [tag, ...withItsScript(tag)]) {
      const found = spelt.get(same.toLowerCase());
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** A region's tag with its script, or without one that goes without saying; and the script of the region alone. */
function withItsScript(tag: string): readonly string[] {
  const { language, script, region } = new Intl.Locale(tag);
  if (region === undefined || !tag.endsWith(region)) return [];
  const plain = `${language}-${region}`;
  const usual = new Intl.Locale(plain).maximize().script;
  if (usual === undefined) return [];
  if (script !== undefined) return script === usual ? [plain] : [];
  return [`${language}-${usual}-${region}`, `${language}-${usual}`];
}

/** How much a tag says: words of `zh-TW` lie over those of `zh-Hant`, which has more letters and names no region. */
export function precisionOf(tag: string): number {
  const parts = tag.split("-");
  return parts.length + (parts.slice(1).some((part) => /^([a-z]{2}|\d{3})$/i.test(part)) ? 0.5 : 0);
}

/**
 * The first language of an `Accept-Language` header that is known here, with the header's region, which is not lost.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function acceptedLocale(header: string | undefined, known: readonly string[]): string | undefined {
  const ranges = (header ?? "").slice(0, MAX_HEADER_LENGTH).split(",").map(readRange);
  return ranges
    .flatMap(({ tag, quality }) => {
      const locale = quality > 0 ? readLocale(tag) : undefined;
      return locale !== undefined && matchLocale(locale, known) !== undefined ? [{ locale, quality }] : [];
    })
    .sort((a, b) => b.quality - a.quality)[0]?.locale;
}

/**
 * The first region of an `Accept-Language` header that is one of these: where a person is at home, as far as a browser
 * tells. @param known ISO 3166 codes
 */
export function acceptedRegion(header: string | undefined, known: readonly string[]): string | undefined {
  return (header ?? "")
    .slice(0, MAX_HEADER_LENGTH)
    .split(",")
    .map(readRange)
    .sort((a, b) => b.quality - a.quality)
    .flatMap(({ tag, quality }) => {
      const locale = quality > 0 ? readLocale(tag) : undefined;
      return locale === undefined ? [] : [new Intl.Locale(locale).region ?? ""];
    })
    .find((region) => known.includes(region));
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
