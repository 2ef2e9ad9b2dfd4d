import en from "./page-words/factors-en.ts";
import { LATE_NAMES } from "./page-words/factors-names.ts";

type Texts = Partial<Record<string, string>>;

const LOADERS: Readonly<Record<string, () => Promise<{ readonly default: readonly string[] }>>> = {
  es: () => import("./page-words/factors-es.ts"),
  fr: () => import("./page-words/factors-fr.ts"),
  de: () => import("./page-words/factors-de.ts"),
  pt: () => import("./page-words/factors-pt.ts"),
  hi: () => import("./page-words/factors-hi.ts"),
  ar: () => import("./page-words/factors-ar.ts"),
  zh: () => import("./page-words/factors-zh.ts"),
};

const textsOf = (texts: readonly string[]): Texts =>
  Object.fromEntries(LATE_NAMES.map((name, at) => [name, texts[at]]));

/** Loads the late words of a language into what the tag says. Those that cannot be loaded are said in English. */
export async function learnLate(said: Map<string, Texts>, locale: string): Promise<void> {
  if (said.has(locale)) return;
  const load = LOADERS[locale];
  let texts: readonly string[] = en;
  try {
    if (load) texts = (await load()).default;
  } catch {
    // In English, then.
  }
  said.set(locale, textsOf(texts));
}
