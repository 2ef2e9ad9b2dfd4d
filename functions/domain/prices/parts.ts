import { matchLocale } from "../locale.ts";

/** Languages whose built-in SMS is written in the letters of GSM-7, of which one part holds 160. A test holds it. */
const IN_GSM_7 = ["de", "en", "es", "fr", "pt"];

/** Those whose SMS needs others, and has 70 letters a part. */
const IN_UCS_2 = ["ar", "hi", "zh"];

/**
 * Whether the built-in words for a user fit into GSM-7. A language that is not built in is written in the owner's.
 * @param locale a language tag, as `defaultLocale`
 */
export function isWrittenInGsm7(locale: string, defaultLocale: string): boolean {
  const near = (tag: string) => matchLocale(tag, [...IN_GSM_7, ...IN_UCS_2]);
  return !IN_UCS_2.includes(near(locale) ?? near(defaultLocale) ?? "en");
}
