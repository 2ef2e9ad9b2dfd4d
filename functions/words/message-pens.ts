import { directionOf } from "../domain/locale.ts";
import type { CodeFormat } from "../domain/typed/code-shape.ts";
import { escapeHtml, plain } from "./escape.ts";
import type { Pen } from "./render.ts";

/** Digits, which need nothing and must stay what they are when they are copied, and what mail programs make links of. */
const BARE = new Set(["code", "minutes", "link", "codeLink", "support"]);

/** Starts a stretch of its own direction, and ends it (Unicode annex 9). */
const [ISOLATE, END_ISOLATE] = ["\u2068", "\u2069"];

/**
 * Plain text. Among words from right to left each value is isolated: without it "Firefox 12" or an amount would tear the
 * sentence around it apart.
 */
export function plainPen(locale: string): Pen<string, string> {
  const isolates = directionOf(locale) === "rtl";
  return {
    text: (words) => words,
    value(value, name) {
      const text = plain(name === "support" ? value.replace(/^mailto:/, "") : value);
      return isolates && !BARE.has(name) ? ISOLATE + text + END_ISOLATE : text;
    },
  };
}

/** An e-mail's HTML: words and values both escaped, values apart from the direction around them. */
export function mailPen(
  labels: { readonly link: string; readonly codeLink: string },
  accent: string,
): Pen<string, string> {
  const link = (url: string, label: string) =>
    `<a class="l" href="${escapeHtml(plain(url))}" style="color:${accent}"><bdi>${escapeHtml(plain(label))}</bdi></a>`;
  return {
    text: escapeHtml,
    value(value, name) {
      if (name === "link" || name === "codeLink") return link(value, labels[name]);
      if (name === "support") return link(value, value.replace(/^mailto:/, ""));
      const text = escapeHtml(plain(value));
      if (name === "minutes") return text;
      return name === "amount" || name === "payee"
        ? `<strong><bdi>${text}</bdi></strong>`
        : `<bdi>${text}</bdi>`;
    },
  };
}

/**
 * The code's characters, each an element of its own: a screen reader reads them one by one and not as a number, and a mail
 * program that looks for phone numbers finds none. No character stands between them, so that what is copied is the code.
 * Letters and digits are smaller: a phone is as wide as ten digits.
 */
export function codeMarkup(code: string, format: CodeFormat): string {
  const characters = Array.from(code, (one) => `<span class="d">${escapeHtml(one)}</span>`).join("");
  return format === "digits"
    ? characters
    : `<span style="font-size:20px;letter-spacing:1px">${characters}</span>`;
}
