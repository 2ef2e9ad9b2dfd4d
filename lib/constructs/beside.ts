import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { routes } from "../../functions/routes.ts";
import { PAGE_FILES_FOLDER } from "../page-files-place.ts";
import { WORD_FILES_FOLDER } from "../words-place.ts";

const filesIn = (folder: string) => readdirSync(folder).map((name) => join(folder, name));
const PAGE_FILES = filesIn(PAGE_FILES_FOLDER);
const WORD_FILES = filesIn(WORD_FILES_FOLDER);

/** Any endpoint may have to show a person that something went wrong. */
const SHOWS_PAGES: ReadonlySet<string> = new Set(routes.map(({ handler }) => handler));
const WRITES_MESSAGES = "deliver-code-";
const WRITES_EMAIL = "deliver-code-email";

/**
 * Lays beside a function's code the files that it reads: what pages are made of, the built-in words, and the owner's.
 * @param folder where its bundle is
 * @param own the owner's files of words
 */
export function layBeside(handler: string, folder: string, own: readonly string[]): void {
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
