import { matchLocale, precisionOf } from "../domain/locale.ts";
import { LANGUAGE_NAMES } from "./locales.ts";
import { type MessageWords, SECTIONS } from "./message-texts.ts";
import { NOTICE_TEXTS, type NoticeWords } from "./notice-texts.ts";
import type { PageTexts } from "./page-texts.ts";
import { BUILT_IN_FILES, filesIn, knownLocales, MAIL_LAYOUT, tagsOf, type WordFiles } from "./word-files.ts";

/** Everything that the service says, in every language. */
export interface WordBook {
  /** The languages of messages. */
  readonly locales: readonly string[];
  /** The languages of pages by their tags, each by its own name; English first. */
  readonly pageLanguages: ReadonlyMap<string, string>;
  /** @param locale one of `locales` */
  messages(locale: string): MessageWords;
  /** The languages of notices: the built-in ones, and those in which an owner says all of it. */
  readonly noticeLocales: readonly string[];
  /** @param locale one of `noticeLocales` */
  notices(locale: string): NoticeWords;
  /** @param locale one of `pageLanguages` */
  pages(locale: string): PageTexts;
  /** The HTML around the words of an e-mail, with slots; see mail-layout.ts. */
  mailLayout(): string;
}

/** What a file says: an owner's only what it changes. */
type Language = Readonly<Partial<Record<string, Readonly<Record<string, unknown>>>>>;

/**
 * The built-in words, and over them the owner's. A built-in file is read when it is first wanted, so a function reads one
 * language of eight; the owner's are few, and say which languages there are. Nothing is checked here: synthesis and the
 * local service refuse what is wrong before it gets here, see check-words.ts.
 */
export function wordBook(own: WordFiles = filesIn(undefined), builtIn = BUILT_IN_FILES): WordBook {
  const builtInTags = tagsOf(builtIn);
  const ownTags = [...tagsOf(own)].sort((a, b) => precisionOf(a) - precisionOf(b));
  const owned = new Map(ownTags.map((tag) => [tag, JSON.parse(own.read(`${tag}.json`)) as Language]));
  const readBuiltIn = remember((tag) => JSON.parse(builtIn.read(`${tag}.json`)) as Language);

  /** What the owner says, from the widest tag on: `pt-BR.json` lies over what `pt.json` has changed. */
  const ownLayers = (locale: string) =>
    [...owned].filter(([tag]) => matchLocale(locale, [tag]) !== undefined).map(([, language]) => language);

  const section = (locale: string, name: string): object => {
    const near = matchLocale(locale, builtInTags);
    const layers = [...(near === undefined ? [] : [readBuiltIn(near)]), ...ownLayers(locale)];
    return Object.assign({}, ...layers.map((layer) => layer[name])) as object;
  };

  const saysNotices = (tag: string) => {
    const words = owned.get(tag)?.notices;
    return NOTICE_TEXTS.every((name) => words?.[name] !== undefined);
  };

  const nameOf = (locale: string): string => {
    const own = ownLayers(locale).findLast((layer) => layer.pages?.language !== undefined);
    const near = matchLocale(locale, Object.keys(LANGUAGE_NAMES)) as keyof typeof LANGUAGE_NAMES | undefined;
    const name = own?.pages?.language as string | undefined;
    return name ?? (near === undefined ? locale : LANGUAGE_NAMES[near]);
  };

  const withPages = ownTags.filter((tag) => owned.get(tag)?.pages !== undefined);
  const pageLocales = [...new Set([...builtInTags, ...withPages])].sort(englishFirst);
  const layout = remember(() =>
    own.names.includes(MAIL_LAYOUT) ? own.read(MAIL_LAYOUT) : oneLine(builtIn.read(MAIL_LAYOUT)),
  );
  return {
    locales: knownLocales(own, builtIn),
    pageLanguages: new Map(pageLocales.map((locale) => [locale, nameOf(locale)])),
    messages: remember(
      (locale) =>
        Object.fromEntries(SECTIONS.map((name) => [name, section(locale, name)])) as unknown as MessageWords,
    ),
    noticeLocales: [...builtInTags, ...ownTags.filter((tag) => saysNotices(tag))],
    notices: remember((locale) => section(locale, "notices") as NoticeWords),
    pages: remember((locale) => section(locale, "pages") as PageTexts),
    mailLayout: () => layout(MAIL_LAYOUT),
  };
}

function englishFirst(a: string, b: string): number {
  return Number(b === "en") - Number(a === "en") || (a < b ? -1 : 1);
}

/** The built-in layout is written in lines to be read, and sent without them. */
function oneLine(layout: string): string {
  return layout
    .split("\n")
    .map((line) => line.trim())
    .join("");
}

function remember<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const made = known.get(key) ?? make(key);
    known.set(key, made);
    return made;
  };
}
