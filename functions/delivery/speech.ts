import { matchLocale } from "../domain/locale.ts";
import { CONFIRM_TRANSACTION } from "../domain/transaction.ts";
import { plainPen } from "../words/message-pens.ts";
import type { Section } from "../words/message-texts.ts";
import { render, type Values } from "../words/render.ts";
import { speechPen, spokenTwice, withoutStops } from "../words/speech-pen.ts";
import { spellingOf } from "../words/spelling.ts";
import type { WordBook } from "../words/word-book.ts";
import type { WrittenMessage } from "./port.ts";
import { spokenLocale } from "./voices.ts";

/** What one call is about. */
export interface CallFacts {
  /** The language of the user's words. */
  readonly locale: string;
  /** The user's own tag, with its region: a voice of the region says words of the language. */
  readonly asked: string;
  readonly section: Section;
  readonly values: Values<string>;
}

/** Writes what a call says: in the user's language for a gateway of the owner's, and in one that has a voice for AWS. */
export function writeCall(words: WordBook, { locale, asked, section, values }: CallFacts): WrittenMessage {
  const own = callIn(words, locale, section) ?? english(words, section);
  const said = callIn(words, spokenLocale(own.locale), section) ?? english(words, section);
  const ssml = render(withoutStops(said.template), values, speechPen(spellingOf(said.locale))).join("");
  const near = [asked, spokenLocale(asked)].find((tag) => matchLocale(tag, [said.locale]) !== undefined);
  return {
    text: render(own.template, values, plainPen(own.locale)).join(""),
    speech: { ssml: spokenTwice(ssml), locale: near ?? said.locale },
  };
}

interface Call {
  readonly locale: string;
  readonly template: string;
}

/** A payment is said in words that name it, or in another language's: what a section shares with others does not. */
function callIn(words: WordBook, wanted: string, section: Section): Call | undefined {
  const locale = matchLocale(wanted, words.locales);
  if (locale === undefined) return undefined;
  const found = words.messages(locale);
  const shared = section === CONFIRM_TRANSACTION ? undefined : found.any.call;
  const template = found[section].call ?? shared;
  return template === undefined ? undefined : { locale, template };
}

function english(words: WordBook, section: Section): Call {
  const call = callIn(words, "en", section);
  if (!call) throw new Error("English has no words for a call.");
  return call;
}
