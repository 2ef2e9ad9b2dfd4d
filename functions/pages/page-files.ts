import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type WordBook, wordBook } from "../words/word-book.ts";
import { type PageWords, words } from "./words.ts";

/** The pages' one script. */
export interface PageScript {
  readonly text: string;
  /** Part of its address, so that a browser may keep it for ever. */
  readonly version: string;
  /** What a browser holds it against before it runs it. */
  readonly integrity: string;
}

/** What the pages are made of beside their markup. */
export interface PageFiles {
  readonly locales: readonly string[];
  /** @param locale one of `locales` */
  wordsIn(locale: string): PageWords;
  /** The one style sheet, sent with the page: a page is one round trip, and its hash is all that the policy allows. */
  style(): string;
  /** The same for the desk, which is wide. */
  deskStyle(): string;
  script(): PageScript;
  /** The one of a page that has a puzzle, beside it: few pages have one, and each is a round trip. */
  puzzleScript(): PageScript;
  /** The one of a page that asks for a passkey, in the same way. */
  passkeyScript(): PageScript;
  /** The one of the page on which a browser is added that shows codes, in the same way. */
  pushScript(): PageScript;
  /** What runs in that browser without a page. */
  pushWorker(): string;
  /** What the pages have more on which an authenticator is set up. */
  setUpStyle(): string;
  /** The script of the page that shows backup codes, in the same way. */
  backupCodesScript(): PageScript;
}

/** The style sheet's files, in their order: colours, frame and fields first, then buttons and what stands beside them. */
const SHEETS = ["frame.css", "parts.css"];

/** The script's files: how a code is read, made from the domain's own rule, then what the pages do with it. */
const SCRIPTS = ["typed-code.js", "script.js"];

/** In the sources as in a function, beside the code. */
const FOLDER = join(import.meta.dirname, "page-files");

/**
 * The words, the style and the script of the pages. They lie in files, so that a function that shows a page in one
 * language neither carries nor parses the others; each file is read once, when it is first wanted.
 */
export function readPageFiles(book: WordBook = wordBook()): PageFiles {
  const read = (name: string) => readFileSync(join(FOLDER, name), "utf8");
  const { pageLanguages } = book;
  const known = new Map<string, PageWords>();
  return {
    locales: [...pageLanguages.keys()],
    wordsIn(locale) {
      const made = known.get(locale) ?? words(locale, book.pages(locale), pageLanguages);
      known.set(locale, made);
      return made;
    },
    // Written in lines to be read, and sent without them.
    style: once(() => SHEETS.map((name) => oneLine(read(name))).join("")),
    deskStyle: once(() =>
      [...SHEETS, "set-up.css", "desk.css", "desk-screens.css"].map((name) => oneLine(read(name))).join(""),
    ),
    script: once(() => scriptOf(SCRIPTS.map(read))),
    puzzleScript: once(() => scriptOf([read("puzzle.js")])),
    passkeyScript: once(() => scriptOf([read("passkeys.js")])),
    pushScript: once(() => scriptOf([read("push.js")])),
    pushWorker: once(() => scriptOf([read("push-worker.js")]).text),
    setUpStyle: once(() => oneLine(read("set-up.css"))),
    backupCodesScript: once(() => scriptOf([read("backup-codes.js")])),
  };
}

function scriptOf(parts: readonly string[]): PageScript {
  const text = parts.map(withoutComments).join("");
  const hash = createHash("sha384").update(text);
  const version = createHash("sha256").update(text).digest("base64url").slice(0, 12);
  return { text, version, integrity: `sha384-${hash.digest("base64")}` };
}

function oneLine(sheet: string): string {
  return sheet.replaceAll(/(?<=[{};:,])\n\s*/g, "").replaceAll(/\n\s*/g, " ");
}

/** A script's comments stand on lines of their own. */
function withoutComments(script: string): string {
  return script.replaceAll(/^\s*(?:\/\/.*|\/\*[^]*?\*\/)$/gm, "").replaceAll(/\n\s*/g, "\n");
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
