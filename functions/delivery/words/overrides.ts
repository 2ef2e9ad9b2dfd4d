import { isLocale, matchLocale } from "../../domain/locale.ts";
import {
  type LocaleWords,
  PLACEHOLDERS,
  REQUIRED,
  type Section,
  SECTIONS,
  type TextName,
  TRANSACTION_PLACEHOLDERS,
  TRANSACTION_TEXTS,
  type WordsByLocale,
} from "./shape.ts";

/** The longest text of an owner's. */
const MAX_LENGTH = 500;
const FORMS = ["zero", "one", "two", "few", "many", "other"];
/** What a code's life can be, in minutes. */
const MINUTES = Array.from({ length: 10 }, (_, index) => index + 1);

type Parsed<T> = { readonly value: T } | { readonly faults: readonly string[] };
type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Lays the owner's words over those that are built in.
 * @param files the owner's files, by name
 * @returns the words, or every fault with its file and key, and what mends it
 */
export function overlayWords(base: WordsByLocale, files: ReadonlyMap<string, string>): Parsed<WordsByLocale> {
  const words = new Map(base);
  const faults: string[] = [];
  // Shorter names first: `pt-BR.json` lies over what `pt.json` has changed.
  for (const [file, text] of [...files].sort(([a], [b]) => a.length - b.length)) {
    const overlaid = overlayFile(words, file, text);
    if ("faults" in overlaid) faults.push(...overlaid.faults.map((fault) => `words/${file}: ${fault}`));
    else words.set(file.replace(/\.json$/, ""), overlaid.value);
  }
  return faults.length > 0 ? { faults } : { value: words };
}

function overlayFile(words: WordsByLocale, file: string, text: string): Parsed<LocaleWords> {
  const locale = file.replace(/\.json$/, "");
  if (!isLocale(locale))
    return { faults: ["name the file after a language tag, like de.json or pt-BR.json"] };
  const own = parseSections(text);
  if ("faults" in own) return own;
  const faults = Object.entries(own.value).flatMap(([section, texts]) =>
    Object.entries(texts).flatMap(([name, value]) =>
      textFaults(locale, section, name, value).map((fault) => `${section}.${name}: ${fault}`),
    ),
  );
  const parent = words.get(matchLocale(locale, words.keys()) ?? "");
  if (!parent) faults.push(...missingTexts(own.value));
  if (faults.length > 0) return { faults };
  const merged = SECTIONS.map((section) => [section, { ...parent?.[section], ...own.value[section] }]);
  return { value: Object.fromEntries(merged) as LocaleWords };
}

function parseSections(text: string): Parsed<Sections> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { faults: ["is not JSON; look for a missing comma or quotation mark"] };
  }
  if (!isRecord(json)) return { faults: ['must be an object like {"login": {"lead": "..."}}'] };
  const faults = Object.entries(json).flatMap(([section, texts]) => {
    if (!(SECTIONS as readonly string[]).includes(section))
      return [`${section}: there is no such section; use ${SECTIONS.join(", ")}`];
    return isRecord(texts) ? [] : [`${section}: must be an object of texts`];
  });
  return faults.length > 0 ? { faults } : { value: json as Sections };
}

function textFaults(locale: string, section: string, name: string, value: unknown): string[] {
  if (!Object.hasOwn(PLACEHOLDERS, name))
    return [`there is no such text; use ${Object.keys(PLACEHOLDERS).join(", ")}`];
  const text = name as TextName;
  if (text !== "expiry") return templateFaults(section, text, value);
  if (!isRecord(value)) return ['must be an object of plural forms, like {"one": "...", "other": "..."}'];
  const rules = new Intl.PluralRules(locale);
  const needed = new Set(["other", ...MINUTES.map((minutes) => rules.select(minutes))]);
  return [
    ...[...needed]
      .filter((form) => value[form] === undefined)
      .map((form) => `the form "${form}" is missing, which this language needs`),
    ...Object.entries(value).flatMap(([form, template]) =>
      FORMS.includes(form)
        ? templateFaults(section, text, template).map((fault) => `${form}: ${fault}`)
        : [`${form}: there is no such plural form; use ${FORMS.join(", ")}`],
    ),
  ];
}

function templateFaults(section: string, name: TextName, template: unknown): string[] {
  if (typeof template !== "string" || template.trim() === "") return ["must be a text"];
  if (template.length > MAX_LENGTH) return [`is longer than ${MAX_LENGTH} characters`];
  // A line break could forge the last line of a text message, or a header.
  if (/[\p{Cc}\u2028\u2029]/u.test(template)) return ["must be one line, without control characters"];
  const payment = section === ("confirm-transaction" satisfies Section);
  const allowed = [...PLACEHOLDERS[name], ...(payment ? TRANSACTION_PLACEHOLDERS : [])];
  const shown = payment && (TRANSACTION_TEXTS as readonly string[]).includes(name);
  const required = [...(REQUIRED[name] ?? []), ...(shown ? TRANSACTION_PLACEHOLDERS : [])];
  const list = allowed.map((one) => `{${one}}`).join(", ");
  const unknown = (template.match(/\{[^{}]*\}|[{}]/g) ?? []).filter(
    (found) => !allowed.some((one) => found === `{${one}}`),
  );
  return [
    ...unknown.map((found) => `${found} is no placeholder of this text; use ${list}`),
    ...required
      .filter((one) => !template.includes(`{${one}}`))
      .map((one) => `{${one}} is missing; put it where it belongs`),
  ];
}

/** A language of which nothing is built in has to bring everything: half of a message in another one would look forged. */
function missingTexts(own: Sections): string[] {
  const needed = [
    ...Object.keys(PLACEHOLDERS).map((name) => ["any", name] as const),
    ...TRANSACTION_TEXTS.map((name) => ["confirm-transaction", name] as const),
  ];
  return needed
    .filter(([section, name]) => own[section]?.[name] === undefined)
    .map(([section, name]) => `${section}.${name}: is missing; a new language needs it`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
