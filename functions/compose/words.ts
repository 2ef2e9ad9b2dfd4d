import type { LiveWords } from "../settings/live/live-path.ts";
import { wordGround, withTexts } from "../words/live-words.ts";
import { type WordBook, wordBook } from "../words/word-book.ts";
import { filesIn } from "../words/word-files.ts";
import type { Base } from "./base.ts";

/** The owner's words, with what is changed live over them. */
export function ownWordBook({ config, live }: Pick<Base, "config" | "live">): WordBook {
  const own = filesIn(config.wordsFolder);
  return wordBook(Object.keys(live.words).length === 0 ? own : withTexts(own, live.words));
}

/** The rules of words, for who writes them. */
export function liveWords({ config }: Pick<Base, "config">): LiveWords {
  return wordGround(wordBook(filesIn(config.wordsFolder)));
}
