import { isLocale } from "../domain/locale.ts";
import { isRecord, textFaults } from "./check-text.ts";
import { FILE_SECTIONS, namesOf, ruleOf, textsOf } from "./text-rules.ts";

/** What a file's language builds upon. */
export interface Below {
  /** Whether the file's own language, or the one that it is a region of, is there already. */
  readonly messages: boolean;
  readonly pages: boolean;
  /** Whether the very language is built in, so that its name is known. */
  readonly named: boolean;
}

/** What a file says, or why it cannot be read. */
export type ParsedLanguage = { readonly sections: Sections } | { readonly faults: readonly string[] };
type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What is wrong with an owner's file of one language: each fault with its place, and what mends it. */
export function languageFaults(locale: string, parsed: ParsedLanguage, below: Below): readonly string[] {
  if (!isLocale(locale)) return ["name the file after a language tag, like de.json or pt-BR.json"];
  if ("faults" in parsed) return parsed.faults;
  const { sections } = parsed;
  const wrong = Object.entries(sections).flatMap(([section, texts]) =>
    Object.entries(texts).flatMap(([name, value]) =>
      faultsOf(locale, section, name, value).map((fault) => `${section}.${name}: ${fault}`),
    ),
  );
  return [...wrong, ...missing(sections, below)];
}

function faultsOf(locale: string, section: string, name: string, value: unknown): readonly string[] {
  const rule = ruleOf(section, name);
  return rule === undefined
    ? [`there is no such text; use ${namesOf(section)}`]
    : textFaults(locale, rule, value);
}

/** Reads an owner's file of one language, as far as its sections. */
export function parseLanguage(text: string): ParsedLanguage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { faults: ["is not JSON; look for a missing comma or quotation mark"] };
  }
  if (!isRecord(json)) return { faults: ['must be an object like {"login": {"lead": "..."}}'] };
  const faults = Object.entries(json).flatMap(([section, texts]) => {
    if (!(FILE_SECTIONS as readonly string[]).includes(section))
      return [`${section}: there is no such section; use ${FILE_SECTIONS.join(", ")}`];
    return isRecord(texts) ? [] : [`${section}: must be an object of texts`];
  });
  return faults.length > 0 ? { faults } : { sections: json as Sections };
}

/** A language of which nothing is built in has to bring everything: half of a message in another one would look forged. */
function missing(own: Sections, below: Below): readonly string[] {
  const needed = [
    ...(below.messages ? [] : textsOf("messages")),
    ...(own.pages === undefined || below.pages ? [] : textsOf("pages")),
  ];
  const lacking = needed
    .filter(([section, name]) => own[section]?.[name] === undefined)
    .map(([section, name]) => `${section}.${name}: is missing; a new language needs it`);
  // The pages' menu would show the name of the language below it twice.
  const unnamed = own.pages !== undefined && below.pages && !below.named && own.pages.language === undefined;
  return [
    ...lacking,
    ...(unnamed ? ["pages.language: is missing; the pages show each language by its own name"] : []),
  ];
}
