import { join } from "node:path";

/** Where owners keep their words. */
export const WORDS_FOLDER = join(import.meta.dirname, "../words");
