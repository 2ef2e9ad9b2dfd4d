import { dropInvisible, foldDigits, foldWidth } from "./fold.ts";

/** A phone number as it was typed, without what stands between its digits. */
export interface PhoneSpelling {
  /** Whether it starts with a plus sign. */
  readonly international: boolean;
  readonly digits: string;
  /** Without the zero of `+44 (0) 7400 123456`, which is dialled at home only; the same where there is none. */
  readonly digitsAbroad: string;
}

/** The beginning of a link, as people copy it from web pages. */
const SCHEME = /^\s*(?:tel|sms|callto|phone):(?:\/\/)?/i;
/** At most one plus sign, before all digits; between them what people write there, the long vowel mark included. */
const NUMBER = /^[\s([]*\+?[0-9\s()[\]./~\u00b7\u2022\u2053\u223c\p{Pd}\u2212\u30fc\uff70]*$/u;
const HOME_ZERO = /(?<=[0-9].*)[([]\s*0\s*[)\]]/;

/** Reads the spelling of a phone number; undefined where a text is none, also where a number stands among words. */
export function spellPhone(text: string): PhoneSpelling | undefined {
  const plain = foldWidth(foldDigits(dropInvisible(text))).replace(/\p{Cc}/gu, " ");
  const number = plain.replace(SCHEME, "");
  if (!NUMBER.test(number) || !/[0-9]/.test(number)) return undefined;
  return {
    international: number.includes("+"),
    digits: digitsOf(number),
    digitsAbroad: digitsOf(number.replace(HOME_ZERO, "")),
  };
}

function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, "");
}
