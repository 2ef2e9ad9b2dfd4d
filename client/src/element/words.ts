import type { ClientError } from "../client.ts";
import { nearest, spokenIn } from "./languages.ts";
import type { LATE_NAMES } from "./page-words/factors-names.ts";
import { NAMES } from "./page-words/names.ts";

/** A text of what the element loads late. */
export type LateWordName = (typeof LATE_NAMES)[number];

/** A text of the element. */
export type WordName = (typeof NAMES)[number] | LateWordName;

/** The texts of what was loaded late, by their language. */
export const lateWords = new Map<string, Partial<Record<string, string>>>();

/** Words of your own: any of the element's, and by an error's type what to say in place of the built-in words. */
export type Words = Partial<Record<WordName | ClientError["type"], string>>;

type Values = Readonly<Record<string, string | number>>;

/** How the element speaks: in the nearest of the pages' languages, with the owner's words over them. */
export interface Speech {
  /** One of the pages' languages. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  say(name: WordName, values?: Values): string;
  /** The owner's own words for an error. */
  ownWords(type: ClientError["type"], values: Values): string | undefined;
  /** A length of time, as a person would say it. */
  time(seconds: number): string;
  attemptsLeft(count: number): string;
}

/** A number that no subscriber has. */
export const EXAMPLE = "+1 415 555 0123";

/**
 * In a language that has been learned, or in English.
 * @param wanted language tags, the most wanted first
 */
export function speechIn(wanted: readonly string[], own: Words): Speech {
  const { locale, texts, attemptsLeft: forms } = spokenIn(nearest(wanted));
  const names: readonly string[] = NAMES;
  // Codes and addresses have these digits, so everything has.
  const spoken = `${locale}-u-nu-latn`;
  const unit = (count: number, name: string) =>
    new Intl.NumberFormat(spoken, { style: "unit", unit: name, unitDisplay: "long" }).format(count);
  return {
    locale,
    direction: locale === "ar" ? "rtl" : "ltr",
    say: (name, values = {}) =>
      fill(own[name] ?? texts[names.indexOf(name)] ?? lateWords.get(locale)?.[name] ?? "", {
        example: EXAMPLE,
        ...values,
      }),
    ownWords: (type, values) => (own[type] === undefined ? undefined : fill(own[type], values)),
    time(seconds) {
      if (seconds <= 90) return unit(seconds, "second");
      if (seconds < 7200) return unit(Math.ceil(seconds / 60), "minute");
      return seconds < 172_800
        ? unit(Math.ceil(seconds / 3600), "hour")
        : unit(Math.ceil(seconds / 86_400), "day");
    },
    attemptsLeft(count) {
      return fill(forms[new Intl.PluralRules(locale).select(count)] ?? forms.other ?? "", { count });
    },
  };
}

/** Puts values where the words name them, kept apart from the direction of the text around them. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (name, key: string) =>
    Object.hasOwn(values, key) ? `\u2068${values[key] ?? ""}\u2069` : name,
  );
}
