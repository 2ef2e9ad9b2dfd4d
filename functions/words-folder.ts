import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BUILT_IN_WORDS } from "./delivery/words/built-in.ts";
import { BUILT_IN_LOCALES } from "./delivery/words/locale-names.ts";
import { overlayWords } from "./delivery/words/overrides.ts";
import type { WordsByLocale } from "./delivery/words/shape.ts";
import { Fault } from "./domain/errors.ts";

/**
 * The words of every language: the built-in ones, and over them those of every `<locale>.json` in the owner's folder,
 * which a function has beside its code. Nothing else reads files while the service runs.
 * @throws Fault `configuration`, which lists every fault with its file and key
 */
export function readWords(folder: string | undefined): WordsByLocale {
  const overlaid = overlayWords(
    BUILT_IN_WORDS,
    new Map(wordsFiles(folder).map((name) => [name, readFileSync(join(folder ?? "", name), "utf8")])),
  );
  if ("value" in overlaid) return overlaid.value;
  const list = overlaid.faults.map((fault) => `- ${fault}`).join("\n");
  throw new Fault("configuration", `The words are wrong:\n${list}`);
}

/** The languages of {@link readWords}, for whoever only chooses one. */
export function knownLocales(folder: string | undefined): readonly string[] {
  const own = wordsFiles(folder).map((name) => name.replace(/\.json$/, ""));
  return [...new Set([...BUILT_IN_LOCALES, ...own])];
}

/** The names of the owner's files of words; there are none where there is no such folder. */
export function wordsFiles(folder: string | undefined): string[] {
  if (folder === undefined) return [];
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
