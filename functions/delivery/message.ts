import { type AskedFrom, readAskedFrom } from "../domain/asked-from.ts";
import { traitsOf } from "../domain/channel.ts";
import { directionOf, matchLocale } from "../domain/locale.ts";
import { emailHtml, htmlPen } from "./email-html.ts";
import type { Compose, MessageFacts, Words as Written } from "./port.ts";
import { BUILT_IN_WORDS } from "./words/built-in.ts";
import { en } from "./words/en.ts";
import { type Pen, plainPen, render, type Values } from "./words/render.ts";
import { type Section, SECTIONS, type Texts, type WordsByLocale } from "./words/shape.ts";

/** Who speaks to the customer. */
export interface Sender {
  readonly brand: string;
  /** The host that a text message is bound to, so that browsers offer its code there and nowhere else. */
  readonly host: string;
  readonly supportUrl: string | null;
  /** For customers whose language is not known here; English without it. */
  readonly defaultLocale?: string;
}

/** The words that one message is written with. */
interface Chosen {
  readonly locale: string;
  readonly texts: Texts;
  readonly values: Values;
}

/** Writes the message of a passcode: the code comes first, since that is what a lock screen shows. */
export function messageWriter(sender: Sender, words: WordsByLocale = BUILT_IN_WORDS): Compose {
  return (facts) => {
    const chosen = choose(sender, words, facts);
    return traitsOf(facts.channel).writes === "mail"
      ? writeEmail(chosen, facts)
      : writeText(sender, chosen, facts);
  };
}

function choose(sender: Sender, words: WordsByLocale, facts: MessageFacts): Chosen {
  const near = (tag = "en") => matchLocale(tag, words.keys());
  const locale = near(facts.locale) ?? near(sender.defaultLocale) ?? "en";
  const found = words.get(locale) ?? en;
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
function askedFromTemplate({ askedFrom, device }: Texts, { browser, system }: AskedFrom): string {
  return browser === undefined || system === undefined
    ? askedFrom
    : askedFrom.replace("{askedFrom}", () => device);
}

/** @see https://wicg.github.io/sms-one-time-codes/ : the last line is `@host #code`, one space, nothing before the `@` */
function writeText({ host }: Sender, { locale, texts, values }: Chosen, { channel }: MessageFacts): Written {
  const text = render(texts.text, values, plainPen(locale));
  return { text: traitsOf(channel).writes === "sms" ? `${text}\n\n@${host} #${values.code}` : text };
}

function writeEmail({ locale, texts, values }: Chosen, { passcode, minutesLeft }: MessageFacts): Written {
  const code = passcode.reveal();
  const { support, askedFrom, link } = values;
  const form = new Intl.PluralRules(locale).select(minutesLeft);
  const expiry = texts.expiry[form] ?? texts.expiry.other ?? "";
  const write = (pen: Pen) => (template: string) => render(template, values, pen);
  const paragraphs = [
    ...(askedFrom === undefined ? [] : [texts.askedFrom]),
    texts.warning,
    link === undefined ? texts.notYou : texts.notYouLink,
  ];
  const help = support === undefined ? [] : [texts.support];
  const asText = write(plainPen(locale));
  const asHtml = write(htmlPen(asText(texts.linkLabel)));
  return {
    subject: asText(texts.subject),
    text: [code, ...[texts.lead, expiry, ...paragraphs, ...help].map(asText)].join("\n\n") + "\n",
    html: emailHtml({
      ...{ locale, code, direction: directionOf(locale), brand: values.brand ?? "" },
      lead: asHtml(texts.lead),
      expiry: asHtml(expiry),
      paragraphs: paragraphs.map(asHtml),
      footer: help.map(asHtml).join(""),
    }),
  };
}
