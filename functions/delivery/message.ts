import { type AskedFrom, readAskedFrom } from "../domain/asked-from.ts";
import { traitsOf } from "../domain/channel.ts";
import { directionOf, matchLocale } from "../domain/locale.ts";
import { escapeHtml, plain } from "../words/escape.ts";
import { fillLayout } from "../words/mail-layout.ts";
import { mailPen, plainPen } from "../words/message-pens.ts";
import { type MessageTexts, type Section, SECTIONS } from "../words/message-texts.ts";
import { pluralForm } from "../words/plural.ts";
import { type Pen, render, type Values } from "../words/render.ts";
import { type WordBook, wordBook } from "../words/word-book.ts";
import type { Compose, MessageFacts, WrittenMessage } from "./port.ts";

/** Who speaks to the user. */
export interface Sender {
  readonly brand: string;
  /** The host that an SMS is bound to, so that browsers offer its code there and nowhere else. */
  readonly host: string;
  readonly supportUrl: string | null;
  /** For users whose language is not known here; English without it. */
  readonly defaultLocale?: string;
}

/** The words that one message is written with. */
interface Chosen {
  readonly locale: string;
  readonly texts: MessageTexts;
  readonly values: Values<string>;
}

/** Writes the message of a passcode: the code comes first, since that is what a lock screen shows. */
export function messageWriter(sender: Sender, words: WordBook = wordBook()): Compose {
  return (facts) => {
    const chosen = choose(sender, words, facts);
    return traitsOf(facts.channel).writes === "mail"
      ? writeEmail(chosen, facts, words.mailLayout())
      : writeText(sender, chosen, facts);
  };
}

function choose(sender: Sender, words: WordBook, facts: MessageFacts): Chosen {
  const near = (tag = "en") => matchLocale(tag, words.locales);
  const locale = near(facts.locale) ?? near(sender.defaultLocale) ?? "en";
  const found = words.messages(locale);
  const { passcode, minutesLeft, transaction, askedFrom, cancelUrl } = facts;
  const client = readAskedFrom(askedFrom ?? "");
  const all = { ...found.any, ...found[sectionOf(facts)] };
  const texts = { ...all, askedFrom: askedFromTemplate(all, client) };
  const values = {
    code: passcode.reveal(),
    brand: sender.brand,
    minutes: String(minutesLeft),
    ...transaction,
    ...(sender.supportUrl !== null && { support: sender.supportUrl }),
    ...(askedFrom !== undefined && { askedFrom, ...client }),
    ...(cancelUrl !== undefined && { link: cancelUrl }),
  };
  return { locale, texts, values };
}

/** A payment is not confirmed by words that do not name it. */
function sectionOf({ purpose, transaction }: MessageFacts): Section {
  const section = SECTIONS.find((name) => name === purpose) ?? "any";
  return section === "confirm-transaction" && !transaction ? "any" : section;
}

/** Browser and system in the order of the language, each a value of its own; one text where only one of them is known. */
function askedFromTemplate({ askedFrom, device }: MessageTexts, { browser, system }: AskedFrom): string {
  return browser === undefined || system === undefined
    ? askedFrom
    : askedFrom.replace("{askedFrom}", () => device);
}

/** @see https://wicg.github.io/sms-one-time-codes/ : the last line is `@host #code`, one space, nothing before the `@` */
function writeText(
  { host }: Sender,
  { locale, texts, values }: Chosen,
  { channel }: MessageFacts,
): WrittenMessage {
  const text = render(texts.text, values, plainPen(locale)).join("");
  return { text: traitsOf(channel).writes === "sms" ? `${text}\n\n@${host} #${values.code}` : text };
}

function writeEmail(
  { locale, texts, values }: Chosen,
  { passcode, minutesLeft }: MessageFacts,
  layout: string,
): WrittenMessage {
  const code = passcode.reveal();
  const { support, askedFrom, link } = values;
  const expiry = pluralForm(texts.expiry, locale, minutesLeft);
  const write = (pen: Pen<string, string>) => (template: string) => render(template, values, pen).join("");
  const paragraphs = [
    ...(askedFrom === undefined ? [] : [texts.askedFrom]),
    texts.warning,
    link === undefined ? texts.notYou : texts.notYouLink,
  ];
  const help = support === undefined ? [] : [texts.support];
  const asText = write(plainPen(locale));
  const asHtml = write(mailPen(asText(texts.linkLabel)));
  return {
    subject: asText(texts.subject),
    text: [code, ...[texts.lead, expiry, ...paragraphs, ...help].map(asText)].join("\n\n") + "\n",
    html: fillLayout(layout, {
      locale,
      direction: directionOf(locale),
      brand: escapeHtml(plain(values.brand ?? "")),
      code: escapeHtml(code),
      lead: asHtml(texts.lead),
      expiry: asHtml(expiry),
      paragraphs: paragraphs.map(asHtml),
      support: support === undefined ? undefined : asHtml(texts.support),
    }),
  };
}
