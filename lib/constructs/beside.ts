import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { API_DESCRIPTION } from "../../functions/config.ts";
import { PHONE_DATA } from "../../functions/domain/typed/phone-data.ts";
import { FUNCTIONS } from "../../functions/routes.ts";
import { PAGE_FILES_FOLDER } from "../page-files-place.ts";
import { WORD_FILES_FOLDER } from "../words-place.ts";

const filesIn = (folder: string) => readdirSync(folder).map((name) => join(folder, name));
const PAGE_FILES = filesIn(PAGE_FILES_FOLDER);
const WORD_FILES = filesIn(WORD_FILES_FOLDER);

/** Any endpoint may have to show a person that something went wrong. */
const SHOWS_PAGES: ReadonlySet<string> = new Set(Object.keys(FUNCTIONS));
const WRITES_MESSAGES = "deliver-code-";
const WRITES_EMAIL = "deliver-code-email";
/** The file in whose bundles the data about numbers is asked for, as the bundler names it. */
const READS_NUMBERS = "functions/domain/typed/phone-data.ts";
/** The same of the description of the API. */
const DESCRIBES_API = "functions/compose/api-description.ts";
const DESCRIPTION = join(import.meta.dirname, "../../docs", API_DESCRIPTION);

/** A function, and what its bundle is made of. */
interface Bundled {
  readonly handler: string;
  readonly sources: readonly string[];
}

/**
 * Lays beside a function's code the files that it reads: what pages are made of, the built-in words and the owner's, the
 * data about phone numbers, and the description of the API.
 * @param folder where its bundle is
 * @param own the owner's files of words
 */
export function layBeside({ handler, sources }: Bundled, folder: string, own: readonly string[]): void {
  if (sources.some((file) => file.endsWith(READS_NUMBERS)))
    copyInto(join(folder, "node_modules", dirname(PHONE_DATA)), [
      createRequire(import.meta.url).resolve(PHONE_DATA),
    ]);
  if (sources.some((file) => file.endsWith(DESCRIBES_API))) copyInto(folder, [DESCRIPTION]);
  const showsPages = SHOWS_PAGES.has(handler);
  if (showsPages) copyInto(join(folder, "page-files"), PAGE_FILES);
  if (!showsPages && !handler.startsWith(WRITES_MESSAGES)) return;
  const needed = (file: string) => file.endsWith(".json") || handler === WRITES_EMAIL;
  copyInto(join(folder, "word-files"), WORD_FILES.filter(needed));
  copyInto(join(folder, "words"), own.filter(needed));
}

function copyInto(folder: string, files: readonly string[]): void {
  if (files.length === 0) return;
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(file, join(folder, basename(file)));
}
