import { matchLocale } from "../domain/locale.ts";

/** More languages than a person speaks. */
const MOST = 20;

/** The first of the languages that an app names which the pages have. @param uiLocales a list in one text */
export function uiLocale(uiLocales: string | undefined, known: readonly string[]): string | undefined {
  const asked = (uiLocales ?? "").split(" ").filter(Boolean).slice(0, MOST);
  return asked.map((tag) => matchLocale(tag.slice(0, 35), known)).find((found) => found !== undefined);
}
