import { matchLocale } from "../domain/locale.ts";

/**
 * Words by which a letter is told on the phone, for the letters that strong codes have (Crockford's base32: no I, L, O
 * and U). Each begins with its letter; where a language has no word that does, its word has it in it.
 */
const SPELLINGS: Readonly<Record<string, string>> = {
  // ICAO's, which pilots of all languages use.
  en: "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel Juliett Kilo Mike November Papa Quebec Romeo Sierra Tango Victor Whiskey X-ray Yankee Zulu",
  // DIN 5009:2022.
  de: "Aachen Berlin Chemnitz Düsseldorf Essen Frankfurt Goslar Hamburg Jena Köln München Nürnberg Potsdam Quickborn Rostock Salzwedel Tübingen Völklingen Wuppertal Xanten Ypsilon Zwickau",
  es: "Antonio Burgos Carmen Dolores España Francia Granada Huelva Jaén Kilo Madrid Navarra París Queso Ramón Sevilla Toledo Valencia Washington Xilófono Yolanda Zaragoza",
  fr: "Anatole Berthe Célestin Désiré Eugène François Gaston Henri Joseph Kléber Marcel Nicolas Pierre Quintal Raoul Suzanne Thérèse Victor William Xavier Yvonne Zoé",
  pt: "Amor Bola Casa Dado Elefante Faca Gato Hotel Janela Kiwi Macaco Navio Pato Queijo Rato Sapo Tatu Vaca Wilson Xícara Yoga Zebra",
};

/** The letters of strong codes, in the order of the words. */
export const SPELLED_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ";

/** Languages whose script has other letters: a Latin one is said in English. */
const OTHER_SCRIPTS: ReadonlySet<string> = new Set(["ar", "hi", "zh"]);

export interface Spelling {
  /** The word for a letter; undefined for a digit. */
  wordFor(character: string): string | undefined;
  /** Whether letter and word are English in the middle of another language. */
  readonly isForeign: boolean;
}

/** How letters are spelled in a language, or in ICAO's words where it has none of its own here. */
export function spellingOf(locale: string): Spelling {
  const own = matchLocale(locale, Object.keys(SPELLINGS)) ?? "en";
  const words = (SPELLINGS[own] ?? "").split(" ");
  return {
    wordFor: (character) => words[SPELLED_LETTERS.indexOf(character)],
    isForeign: matchLocale(locale, OTHER_SCRIPTS) !== undefined,
  };
}
