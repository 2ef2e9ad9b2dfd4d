import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { hi } from "./hi.ts";
import type { BUILT_IN_LOCALES } from "./locale-names.ts";
import { pt } from "./pt.ts";
import type { LocaleWords, WordsByLocale } from "./shape.ts";
import { zh } from "./zh.ts";

const locales: Readonly<Record<(typeof BUILT_IN_LOCALES)[number], LocaleWords>> = {
  ...{ en, es, fr, de, pt, hi, ar, zh },
};

/** The words that need no file of the owner's. */
export const BUILT_IN_WORDS: WordsByLocale = new Map(Object.entries(locales));
