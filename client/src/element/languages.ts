import en from "./page-words/en.ts";

/** The words of one language. */
interface Language {
  readonly texts: readonly string[];
  readonly attemptsLeft: Readonly<Partial<Record<string, string>>>;
}

/** English is there at once; a page loads one of the others where it speaks it. */
const LOADERS: Readonly<Record<string, () => Promise<{ readonly default: Language }>>> = {
  es: () => import("./page-words/es.ts"),
  fr: () => import("./page-words/fr.ts"),
  de: () => import("./page-words/de.ts"),
  pt: () => import("./page-words/pt.ts"),
  hi: () => import("./page-words/hi.ts"),
  ar: () => import("./page-words/ar.ts"),
  zh: () => import("./page-words/zh.ts"),
};

const learned = new Map<string, Language>([["en", en]]);

/** The first language among the built-in ones that tags ask for: `pt` for `pt-BR`, and for `pt_BR`. */
export function nearest(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const language = /^[a-z]+/.exec(tag.trim().toLowerCase())?.[0] ?? "";
    if (language === "en" || Object.hasOwn(LOADERS, language)) return language;
  }
  return "en";
}

/** Loads a language; undefined where it is there already. One that cannot be loaded leaves English. */
export function learn(language: string): Promise<void> | undefined {
  const load = LOADERS[language];
  if (load === undefined || learned.has(language)) return undefined;
  return load().then(
    (words) => void learned.set(language, words.default),
    () => undefined,
  );
}

/** The words of a language, if they are there, and of English otherwise. */
export function spokenIn(language: string): Language & { readonly locale: string } {
  const words = learned.get(language);
  return words ? { ...words, locale: language } : { ...en, locale: "en" };
}
