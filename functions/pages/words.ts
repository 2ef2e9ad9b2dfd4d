import { directionOf } from "../domain/locale.ts";
import { type Html, html, type HtmlValue } from "./html.ts";
import { COUNTED_KEY, type WordKey } from "./word-keys.ts";

/** What one file says, by key. A key with plural forms has one for each of its language, like `attemptsLeft.few`. */
export type PageTexts = Readonly<Partial<Record<string, string>>>;

/** How the pages speak to somebody. */
export interface Words {
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  /** Every language that there is, by its tag, each by its own name. */
  readonly languages: ReadonlyMap<string, string>;
  /** A text with its `{placeholders}` filled; markup in values stays markup. */
  say(key: WordKey, values?: Readonly<Record<string, HtmlValue>>): Html;
  /** How many attempts are left, by the language's plural rules. */
  attemptsLeft(count: number): Html;
  /** A length of time, as a person would say it. @param seconds whole */
  time(seconds: number): string;
  /** An instant in UTC, with its date. @param iso ISO 8601 */
  instant(iso: string): string;
}

const PLACEHOLDER = /\{(\w+)\}/;

/** The words of one language. @throws Error for a text that is not there */
export function words(locale: string, texts: PageTexts, languages: ReadonlyMap<string, string>): Words {
  // Codes and addresses have these digits, so everything has.
  const spoken = `${locale}-u-nu-latn`;
  const plurals = new Intl.PluralRules(locale);
  const fill = (key: string, values: Readonly<Record<string, HtmlValue>>): Html => {
    const text = texts[key];
    if (text === undefined) throw new Error(`there are no words for ${key} in ${locale}`);
    const parts = text.split(PLACEHOLDER);
    return html`${parts.map((part, index) => (index % 2 === 0 ? part : values[part]))}`;
  };
  const unit = (count: number, name: string) =>
    new Intl.NumberFormat(spoken, { style: "unit", unit: name, unitDisplay: "long" }).format(count);
  return {
    locale,
    direction: directionOf(locale),
    languages,
    say: (key, values = {}) => fill(key, values),
    attemptsLeft: (count) => fill(`${COUNTED_KEY}.${plurals.select(count)}`, { count }),
    time(seconds) {
      if (seconds <= 90) return unit(seconds, "second");
      return seconds < 7200
        ? unit(Math.ceil(seconds / 60), "minute")
        : unit(Math.ceil(seconds / 3600), "hour");
    },
    instant: (iso) =>
      new Date(iso).toLocaleString(spoken, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }),
  };
}
