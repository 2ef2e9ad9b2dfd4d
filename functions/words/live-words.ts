import { textFaults } from "./check-text.ts";
import { ruleOf } from "./text-rules.ts";
import type { WordBook } from "./word-book.ts";
import type { WordFiles } from "./word-files.ts";

/** What is known of the deployed words where texts are changed live. */
export interface WordGround {
  /** What is wrong with a text in the place of one that is there. */
  readonly faults: (locale: string, section: string, name: string, text: unknown) => readonly string[];
  /** The deployed text; undefined where there is none. */
  readonly deployed: (locale: string, section: string, name: string) => unknown;
}

/** The rules of the deployed words for texts in their place: languages and texts stay as they are deployed. */
export function wordGround(words: WordBook): WordGround {
  return {
    faults(locale, section, name, text) {
      const speaks = section === "pages" ? words.pageLanguages.has(locale) : words.locales.includes(locale);
      if (!speaks) return [`there is no language ${locale} here`];
      const rule = ruleOf(section, name);
      return rule === undefined ? ["there is no such text"] : textFaults(locale, rule, text);
    },
    deployed(locale, section, name) {
      if (!words.locales.includes(locale) && !words.pageLanguages.has(locale)) return undefined;
      const texts: object | undefined =
        section === "pages"
          ? words.pages(locale)
          : section === "notices"
            ? words.notices(locale)
            : Object.entries(words.messages(locale)).find(([each]) => each === section)?.[1];
      return Object.entries(texts ?? {}).find(([each]) => each === name)?.[1] as unknown;
    },
  };
}

/** An owner's files with texts over them. @param texts by `<language>/<section>.<name>`, checked */
export function withTexts(own: WordFiles, texts: Readonly<Record<string, unknown>>): WordFiles {
  const byFile = new Map<string, Record<string, Record<string, unknown>>>();
  for (const [place, text] of Object.entries(texts)) {
    const [, locale = "", section = "", name = ""] = /^([^/]+)\/([^.]+)\.(.+)$/.exec(place) ?? [];
    const file = byFile.get(`${locale}.json`) ?? {};
    file[section] = { ...file[section], [name]: text };
    byFile.set(`${locale}.json`, file);
  }
  return {
    names: [...new Set([...own.names, ...byFile.keys()])],
    read(name) {
      const over = byFile.get(name);
      const text = own.names.includes(name) ? own.read(name) : "{}";
      if (over === undefined) return text;
      const sections = JSON.parse(text) as Record<string, Record<string, unknown>>;
      for (const [section, each] of Object.entries(over))
        sections[section] = { ...sections[section], ...each };
      return JSON.stringify(sections);
    },
  };
}
