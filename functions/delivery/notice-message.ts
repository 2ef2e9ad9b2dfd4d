import { traitsOf } from "../domain/channel.ts";
import { isOfDesk } from "../domain/notice.ts";
import { directionOf, matchLocale } from "../domain/locale.ts";
import { escapeHtml } from "../words/escape.ts";
import { plainPen } from "../words/message-pens.ts";
import { render } from "../words/render.ts";
import { type WordBook, wordBook } from "../words/word-book.ts";
import { instantIn, type Sender } from "./message.ts";
import type { ComposeNotice } from "./port.ts";
import { withoutAccents } from "./segments.ts";

/**
 * Writes a notice: what happened, when, and what to do. It has no link, so that there is none to imitate, but where
 * something can be stopped by one, and in an invitation. An SMS has room for the first and the last, and each part of it is charged.
 */
export function noticeWriter(
  { brand, supportUrl, defaultLocale }: Pick<Sender, "brand" | "supportUrl" | "defaultLocale">,
  words: WordBook = wordBook(),
): ComposeNotice {
  return ({ kind, at, locale: wanted, channel, reset, link }) => {
    const near = (tag = "en") => matchLocale(tag, words.noticeLocales);
    const locale = near(wanted) ?? near(defaultLocale) ?? "en";
    const texts = words.notices(locale);
    const values = {
      brand,
      time: instantIn(locale, at),
      ...(supportUrl !== null && { support: supportUrl }),
      ...(reset && { hours: String(reset.hours) }),
      ...(link !== undefined && { link }),
    };
    const write = (template: string) => render(template, values, plainPen(locale)).join("");
    if (traitsOf(channel).writes !== "mail") {
      const notYou = isOfDesk(kind) ? texts.deskNotYou : texts.smsNotYou;
      const does = link === undefined ? notYou : texts.smsStop;
      // A test tells of nothing that one could stop.
      const said = [reset ? texts.smsReset : texts[kind], ...(kind === "test" ? [] : [does])];
      const lines = kind === "invited" ? [texts.smsInvited] : said;
      return { text: withoutAccents(lines.map(write).join("\n")) };
    }
    const help = supportUrl === null ? [] : [words.messages(locale).any.support];
    const notYou = isOfDesk(kind) ? texts.deskNotYou : texts.notYou;
    const does = link === undefined ? notYou : texts.resetStop;
    const happened = [...(reset ? [texts.resetIn] : []), texts.when, ...(kind === "test" ? [] : [does])];
    const said = kind === "invited" ? [texts.inviteLink, texts.inviteNot] : happened;
    const lines = [texts[kind], ...said, ...help].map(write);
    return {
      subject: write(texts[kind]),
      text: `${lines.join("\n\n")}\n`,
      html: pageOf(locale, lines, link),
    };
  };
}

function pageOf(locale: string, lines: readonly string[], link?: string): string {
  const paragraphs = lines.map((line) => `<p>${withLink(escapeHtml(line), link)}</p>`).join("");
  const style = "font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:24px auto;padding:0 16px";
  return `<!doctype html><html lang="${locale}" dir="${directionOf(locale)}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head><body style="${style}">${paragraphs}</body></html>`;
}

/** The address itself is what is shown: a reader sees where it leads. */
function withLink(escaped: string, link: string | undefined): string {
  if (link === undefined) return escaped;
  const address = escapeHtml(link);
  return escaped.replace(
    address,
    () => `<a href="${address}" style="overflow-wrap:anywhere"><bdi>${address}</bdi></a>`,
  );
}
