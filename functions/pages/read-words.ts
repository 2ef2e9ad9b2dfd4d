import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type PageTexts, type Words, words } from "./words.ts";

/** The pages' languages, and how they speak in each. */
export interface PageWords {
  readonly locales: readonly string[];
  /** @param locale one of `locales` */
  in(locale: string): Words;
}

/** Where the files are in the sources; a function has them beside its code. */
const SOURCES = join(import.meta.dirname, "words");

/**
 * The words of the pages. They lie in files, so that a function that shows a page in one language neither carries nor
 * parses the others; each file is read once, when somebody first wants it.
 */
export function readPageWords(folder: string = SOURCES): PageWords {
  const known = new Map<string, Words>();
  let found: { readonly locales: readonly string[]; readonly languages: Map<string, string> } | undefined;
  const read = (locale: string) =>
    JSON.parse(readFileSync(join(folder, `${locale}.json`), "utf8")) as PageTexts;
  const list = () => {
    if (found) return found;
    const locales = readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.replace(".json", ""))
      .sort((a, b) => Number(b === "en") - Number(a === "en"));
    found = {
      locales,
      languages: new Map(locales.map((locale) => [locale, read(locale).language ?? locale])),
    };
    return found;
  };
  return {
    get locales() {
      return list().locales;
    },
    in(locale) {
      const made = known.get(locale) ?? words(locale, read(locale), list().languages);
      known.set(locale, made);
      return made;
    },
  };
}
