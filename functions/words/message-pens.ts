import { directionOf } from "../domain/locale.ts";
import { escapeHtml, plain } from "./escape.ts";
import type { Pen } from "./render.ts";

/** Digits, which need nothing and must stay what they are when they are copied, and what mail programs make links of. */
const BARE = new Set(["code", "minutes", "link", "support"]);

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
export function mailPen(linkLabel: string): Pen<string, string> {
  return {
    text: escapeHtml,
    value(value, name) {
      if (name === "link") return link(value, linkLabel);
      if (name === "support") return link(value, value.replace(/^mailto:/, ""));
      const text = escapeHtml(plain(value));
      if (name === "minutes") return text;
      return name === "amount" || name === "payee"
        ? `<strong><bdi>${text}</bdi></strong>`
        : `<bdi>${text}</bdi>`;
    },
  };
}

function link(url: string, label: string): string {
  return `<a class="l" href="${escapeHtml(plain(url))}" style="color:#1d4ed8"><bdi>${escapeHtml(plain(label))}</bdi></a>`;
}
