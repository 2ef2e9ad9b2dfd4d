import { Fault } from "../domain/errors.ts";
import { matchLocale, precisionOf } from "../domain/locale.ts";
import { languageFaults, parseLanguage } from "./check-language.ts";
import { layoutFaults } from "./check-layout.ts";
import { type WordBook, wordBook } from "./word-book.ts";
import { BUILT_IN_FILES, filesIn, MAIL_LAYOUT, tagsOf, type WordFiles } from "./word-files.ts";

/**
 * The words of every language, the owner's checked.
 * @param folder the owner's; the built-in words alone without it
 * @throws Fault `configuration`, which lists every fault with its file and key
 */
export function readWords(folder: string | undefined): WordBook {
  const own = filesIn(folder);
  const faults = wordFaults(own);
  if (faults.length === 0) return wordBook(own);
  const list = faults.map((fault) => `- ${fault}`).join("\n");
  throw new Fault("configuration", `The words are wrong:\n${list}`);
}

/** Every fault of an owner's files, with its file and key, and what mends it. */
export function wordFaults(own: WordFiles, builtIn = BUILT_IN_FILES): readonly string[] {
  const parsed = new Map(tagsOf(own).map((tag) => [tag, parseLanguage(own.read(`${tag}.json`))]));
  const withPages = [...parsed].filter(([, one]) => "sections" in one && one.sections.pages !== undefined);
  const builtInTags = tagsOf(builtIn);
  const liesOver = (tag: string, tags: readonly string[]) =>
    matchLocale(tag, [...builtInTags, ...tags.filter((other) => precisionOf(other) < precisionOf(tag))]) !==
    undefined;

  const faultsOfFile = (name: string): readonly string[] => {
    if (name === MAIL_LAYOUT) return layoutFaults(own.read(name));
    const tag = name.replace(/\.json$/, "");
    const one = parsed.get(tag);
    if (one === undefined) return [`nothing uses this file; the layout of e-mails is ${MAIL_LAYOUT}`];
    return languageFaults(tag, one, {
      messages: liesOver(tag, [...parsed.keys()]),
      pages: liesOver(
        tag,
        withPages.map(([other]) => other),
      ),
      named: builtInTags.some((builtInTag) => builtInTag.toLowerCase() === tag.toLowerCase()),
    });
  };
  // Shorter names first, as they lie over one another.
  return [...own.names]
    .sort((a, b) => a.length - b.length)
    .flatMap((name) => faultsOfFile(name).map((fault) => `words/${name}: ${fault}`));
}
