import { matchLocale } from "../domain/locale.ts";

/**
 * Voices of Amazon Polly that AWS End User Messaging calls with, by the language that they speak. Hindi is not among
 * them: an Indian voice says it in English, as numbers are said in India.
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendVoiceMessage.html
 */
const VOICES = {
  ar: "ZEINA",
  cy: "GWYNETH",
  da: "NAJA",
  de: "VICKI",
  en: "JOANNA",
  "en-AU": "NICOLE",
  "en-GB": "AMY",
  "en-IN": "RAVEENA",
  es: "LUCIA",
  "es-MX": "MIA",
  "es-US": "LUPE",
  fr: "LEA",
  "fr-CA": "CHANTAL",
  is: "DORA",
  it: "BIANCA",
  ja: "MIZUKI",
  ko: "SEOYEON",
  nb: "LIV",
  nl: "LOTTE",
  pl: "EWA",
  pt: "CAMILA",
  "pt-PT": "INES",
  ro: "CARMEN",
  ru: "TATYANA",
  sv: "ASTRID",
  tr: "FILIZ",
  zh: "ZHIYU",
} as const satisfies Readonly<Record<string, string>>;

export type Voice = (typeof VOICES)[keyof typeof VOICES];

/** Languages without a voice, and the one that their users hear instead. */
const INSTEAD: Readonly<Record<string, string>> = { hi: "en-IN" };

/** The language in which a call is made to a user of another one, which may be the same. */
export function spokenLocale(locale: string): string {
  const instead = matchLocale(locale, Object.keys(INSTEAD));
  if (instead !== undefined) return INSTEAD[instead] ?? "en";
  return matchLocale(locale, Object.keys(VOICES)) === undefined ? "en" : locale;
}

/** The voice for a language that {@link spokenLocale} gave. */
export function voiceFor(locale: string): Voice {
  const known = matchLocale(spokenLocale(locale), Object.keys(VOICES)) as keyof typeof VOICES | undefined;
  return VOICES[known ?? "en"];
}
