import { join } from "node:path";

/** Where the words of the pages are, a file for each language. */
export const PAGE_WORDS_FOLDER = join(import.meta.dirname, "../functions/pages/words");
