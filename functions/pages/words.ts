import { directionOf } from "../domain/locale.ts";
import { COUNTED_KEY, type PageKey, type PageTexts } from "../words/page-texts.ts";
import { pluralForm } from "../words/plural.ts";
import { type Pen, render } from "../words/render.ts";
import { type Html, html, type HtmlValue } from "./html.ts";

/** The name of a text of the pages. */
export type TextName = PageKey;

/** How the pages speak to a user. */
export interface PageWords {
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  /** Every language that there is, by its tag, each by its own name. */
  readonly languages: ReadonlyMap<string, string>;
  /** A text with its `{placeholders}` filled; markup in values stays markup. */
  say(key: PageKey, values?: Readonly<Record<string, HtmlValue>>): Html;
  /** How many attempts are left, by the language's plural rules. */
  attemptsLeft(count: number): Html;
  /** A length of time, as a person would say it. @param seconds whole */
  time(seconds: number): string;
  /** A country's name. @param code ISO 3166 */
  country(code: string): string;
  /** The order of names in this language. */
  compare(a: string, b: string): number;
  /** An instant in UTC, with its date. @param iso ISO 8601 */
  instant(iso: string): string;
}

/** The page's own tag escapes what is not markup. */
const PEN: Pen<HtmlValue, HtmlValue> = { text: (words) => words, value: (value) => value };

/** The words of one language. */
export function words(locale: string, texts: PageTexts, languages: ReadonlyMap<string, string>): PageWords {
  // Codes and addresses have these digits, so everything has.
  const spoken = `${locale}-u-nu-latn`;
  const fill = (template: string, values: Readonly<Record<string, HtmlValue>>): Html =>
    html`${render(template, values, PEN)}`;
  const order = new Intl.Collator(locale);
  const unit = (count: number, name: string) =>
    new Intl.NumberFormat(spoken, { style: "unit", unit: name, unitDisplay: "long" }).format(count);
  return {
    locale,
    direction: directionOf(locale),
    languages,
    say: (key, values = {}) => fill(texts[key], values),
    attemptsLeft: (count) => fill(pluralForm(texts[COUNTED_KEY], locale, count), { count }),
    time(seconds) {
      if (seconds <= 90) return unit(seconds, "second");
      if (seconds < 7200) return unit(Math.ceil(seconds / 60), "minute");
      return seconds < 172_800
        ? unit(Math.ceil(seconds / 3600), "hour")
        : unit(Math.ceil(seconds / 86_400), "day");
    },
    country: (code) => new Intl.DisplayNames(locale, { type: "region" }).of(code) ?? code,
    compare: (a, b) => order.compare(a, b),
    instant: (iso) =>
      new Date(iso).toLocaleString(spoken, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }),
  };
}
