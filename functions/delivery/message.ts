import { type AskedFrom, readAskedFrom } from "../domain/asked-from.ts";
import { traitsOf } from "../domain/channel.ts";
import { directionOf, matchLocale } from "../domain/locale.ts";
import { CONFIRM_TRANSACTION } from "../domain/transaction.ts";
import { escapeHtml, plain } from "../words/escape.ts";
import { fillLayout } from "../words/mail-layout.ts";
import { codeMarkup, mailPen, plainPen } from "../words/message-pens.ts";
import { type MessageTexts, type Section, SECTIONS } from "../words/message-texts.ts";
import { pluralForm } from "../words/plural.ts";
import { type Pen, render, type Values } from "../words/render.ts";
import { type WordBook, wordBook } from "../words/word-book.ts";
import type { Compose, MessageFacts, WrittenMessage } from "./port.ts";
import { writeCall } from "./speech.ts";

/** Who speaks to the user. */
export interface Sender {
  readonly brand: string;
  /** The host that an SMS is bound to, so that browsers offer its code there and nowhere else; null binds it to none. */
  readonly host: string | null;
  /** By which Android knows the owner's app. */
  readonly androidHash?: string | undefined;
  readonly supportUrl: string | null;
  /** How an e-mail looks; in the pages' own colour and without a picture where nothing is said. */
  readonly look?: MailLook;
  /** For users whose language is not known here; English without it. */
  readonly defaultLocale?: string;
}

/** What an owner's brand makes of an e-mail. */
export interface MailLook {
  /** `#rrggbb`, readable on a white card... */
  readonly accent: string;
  /** ...and on a dark one. */
  readonly darkAccent: string;
  /** A picture as a `data:` address. */
  readonly logo: string | null;
}

/** The pages' own colour, and no picture. */
export const PLAIN_LOOK: MailLook = { accent: "#1d4ed8", darkAccent: "#8ab4ff", logo: null };

/** Pictures that mail programs show. They leave a gap in place of SVG. */
const SHOWN_PICTURE = /^data:image\/(?:png|gif|jpeg|webp);/;

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
    switch (traitsOf(facts.channel).writes) {
      case "mail":
        return writeEmail(chosen, facts, { layout: words.mailLayout(), ...(sender.look ?? PLAIN_LOOK) });
      case "speech":
        return writeCall(words, { ...chosen, asked: facts.locale, section: sectionOf(facts) });
      default:
        return writeText(sender, chosen, facts);
    }
  };
}

function choose(sender: Sender, words: WordBook, facts: MessageFacts): Chosen {
  const near = (tag = "en") => matchLocale(tag, words.locales);
  const locale = near(facts.locale) ?? near(sender.defaultLocale) ?? "en";
  const found = words.messages(locale);
  const { passcode, minutesLeft, transaction, askedFrom, cancelUrl, codeUrl, app } = facts;
  const { amount, payee } = transaction ?? {};
  const client = readAskedFrom(askedFrom ?? "");
  const all = { ...found.any, ...found[sectionOf(facts)] };
  const texts = { ...all, askedFrom: askedFromTemplate(all, client) };
  const isMail = traitsOf(facts.channel).writes === "mail";
  const values = {
    code: isMail ? passcode.revealGrouped() : passcode.reveal(),
    brand: sender.brand,
    minutes: String(minutesLeft),
    time: instantIn(locale, facts.askedAt),
    ...(transaction && { amount, payee }),
    ...(sender.supportUrl !== null && { support: sender.supportUrl }),
    ...(askedFrom !== undefined && { askedFrom, ...client }),
    ...(cancelUrl !== undefined && { link: cancelUrl }),
    ...(codeUrl !== undefined && { codeLink: codeUrl }),
    ...(app !== undefined && { app }),
  };
  return { locale, texts, values };
}

/** An instant in words. The user's own time is not known here, so it says which one it is. @param at epoch seconds */
export function instantIn(locale: string, at: number): string {
  const words = new Date(at * 1000).toLocaleString(`${locale}-u-nu-latn`, {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "UTC",
  });
  // Some languages have a narrow space here, which old mail programs show as a box.
  return `${words.replaceAll("\u202f", " ")} UTC`;
}

/** A payment is not confirmed by words that do not name it: they are its words, whatever the owner calls its purpose. */
function sectionOf({ purpose, transaction }: MessageFacts): Section {
  if (transaction) return CONFIRM_TRANSACTION;
  const section = SECTIONS.find((name) => name === purpose) ?? "any";
  return section === CONFIRM_TRANSACTION ? "any" : section;
}

/** Browser and system in the order of the language, each a value of its own; one text where only one of them is known. */
function askedFromTemplate({ askedFrom, device }: MessageTexts, { browser, system }: AskedFrom): string {
  return browser === undefined || system === undefined
    ? askedFrom
    : askedFrom.replace("{askedFrom}", () => device);
}

/**
 * The lines for programs come last: the hash of an Android app, then the host. @see https://wicg.github.io/sms-one-time-codes/ :
 * the last line is `@host #code`, one space, nothing before the `@`
 */
function writeText(
  { host, androidHash }: Sender,
  { locale, texts, values }: Chosen,
  { channel }: MessageFacts,
): WrittenMessage {
  const text = render(texts.text, values, plainPen(locale)).join("");
  if (traitsOf(channel).writes !== "sms") return { text };
  const lines = [androidHash, ...(host === null ? [] : [`@${host} #${values.code}`])].filter(Boolean);
  return { text: lines.length === 0 ? text : `${text}\n\n${lines.join("\n")}` };
}

function writeEmail(
  { locale, texts, values }: Chosen,
  { passcode, minutesLeft }: MessageFacts,
  { layout, accent, darkAccent, logo }: MailLook & { readonly layout: string },
): WrittenMessage {
  const code = passcode.revealGrouped();
  const { support, askedFrom, link, app } = values;
  const expiry = pluralForm(texts.expiry, locale, minutesLeft);
  const write = (pen: Pen<string, string>) => (template: string) => render(template, values, pen).join("");
  const paragraphs = [
    passcode.format === "base32" ? texts.strongCode : undefined,
    values.codeLink === undefined ? undefined : texts.codeLink,
    app === undefined ? undefined : texts.forApp,
    askedFrom === undefined ? texts.askedAt : texts.askedFrom,
    texts.warning,
    link === undefined ? texts.notYou : texts.notYouLink,
  ].filter((text) => text !== undefined);
  const help = support === undefined ? [] : [texts.support];
  const asText = write(plainPen(locale));
  const { linkLabel, codeLinkLabel = values.codeLink ?? "" } = texts;
  const asHtml = write(mailPen({ link: asText(linkLabel), codeLink: asText(codeLinkLabel) }, accent));
  return {
    subject: asText(texts.subject),
    text: [code, ...[texts.lead, expiry, ...paragraphs, ...help].map(asText)].join("\n\n") + "\n",
    html: fillLayout(layout, {
      locale,
      direction: directionOf(locale),
      brand: escapeHtml(plain(values.brand ?? "")),
      code: codeMarkup(code, passcode.format),
      preview: `<span dir="ltr">${escapeHtml(code)}</span> ${asHtml(texts.lead)}`,
      lead: asHtml(texts.lead),
      expiry: asHtml(expiry),
      paragraphs: paragraphs.map(asHtml),
      support: support === undefined ? undefined : asHtml(texts.support),
      logo: logo !== null && SHOWN_PICTURE.test(logo) ? logo : undefined,
      accent,
      darkAccent,
    }),
  };
}
