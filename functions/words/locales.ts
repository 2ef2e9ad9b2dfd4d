/**
 * The languages that are built in, each by its own name, which the pages' menu of languages shows: a page in one of them
 * need not read the files of the others.
 *
 * Rules of their files in word-files/: German says Sie, Spanish usted, French vous, Portuguese (as Brazilian banks write)
 * você, Hindi आप; Chinese is in simplified characters. An SMS avoids letters that GSM-7 lacks: Spanish says "clave" and
 * Portuguese "token" for "código", and French does without "ê" and the typographic apostrophe. Hindi, Arabic and Chinese
 * are UCS-2, of which two segments hold 134 characters.
 */
export const LANGUAGE_NAMES = {
  en: "English",
  es: "Español",
  fr: "Français",
  de: "Deutsch",
  pt: "Português",
  hi: "हिन्दी",
  ar: "العربية",
  zh: "中文",
} as const;

/** The tags of the languages that are built in. */
export const BUILT_IN_LOCALES = Object.keys(LANGUAGE_NAMES) as readonly (keyof typeof LANGUAGE_NAMES)[];
