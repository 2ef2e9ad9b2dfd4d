import { join } from "node:path";

/** Where owners keep their words. */
export const WORDS_FOLDER = join(import.meta.dirname, "../words");

/** Where the built-in words are. */
export const WORD_FILES_FOLDER = join(import.meta.dirname, "../functions/words/word-files");
