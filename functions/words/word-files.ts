import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BUILT_IN_LOCALES } from "./locales.ts";

/** The layout of e-mails, among the files of words. */
export const MAIL_LAYOUT = "mail.html";

/** Files of words: one `<language tag>.json` for each language, and the layout of e-mails. */
export interface WordFiles {
  readonly names: readonly string[];
  /** @param name one of `names` */
  read(name: string): string;
}

/** In the sources as in a function, beside the code. */
const FOLDER = join(import.meta.dirname, "word-files");

/** The words that need no file of the owner's. Their names are known, so a function lists no folder. */
export const BUILT_IN_FILES: WordFiles = {
  names: [...BUILT_IN_LOCALES.map((locale) => `${locale}.json`), MAIL_LAYOUT],
  read: (name) => readFileSync(join(FOLDER, name), "utf8"),
};

/** The owner's files, which a function has beside its code; there are none where there is no such folder. */
export function filesIn(folder: string | undefined): WordFiles {
  return {
    names: namesIn(folder).filter((name) => name.endsWith(".json") || name.endsWith(".html")),
    read: (name) => readFileSync(join(folder ?? "", name), "utf8"),
  };
}

/** The languages that files are named after. */
export function tagsOf({ names }: WordFiles): readonly string[] {
  return names.filter((name) => name.endsWith(".json")).map((name) => name.replace(/\.json$/, ""));
}

/** The languages of messages: the built-in ones, and those that the owner has added. */
export function knownLocales(own: WordFiles, builtIn = BUILT_IN_FILES): readonly string[] {
  return [...new Set([...tagsOf(builtIn), ...tagsOf(own)])];
}

function namesIn(folder: string | undefined): readonly string[] {
  if (folder === undefined) return [];
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
