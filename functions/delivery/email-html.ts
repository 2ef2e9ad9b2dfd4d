import type { Pen } from "./words/render.ts";
import { escapeHtml, plain } from "./words/render.ts";

/** What an e-mail's page shows, from top to bottom; markup already, but for `brand` and `code`. */
export interface EmailPage {
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly brand: string;
  readonly code: string;
  readonly lead: string;
  /** Below the code. */
  readonly expiry: string;
  readonly paragraphs: readonly string[];
  /** Below the card. */
  readonly footer: string;
}

/** Mail programs that know dark mode take these; the others have the colours of each element. */
const STYLE =
  ":root{color-scheme:light dark;supported-color-schemes:light dark}" +
  "@media(prefers-color-scheme:dark){.p{background:#0b111d!important}.c{background:#141d2e!important;border-color:#29344a!important}" +
  ".i{color:#f2f5f9!important}.s{color:#b3bfcf!important}.b{background:#0b111d!important;border-color:#29344a!important}.l{color:#8ab4ff!important}}";

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/**
 * Writes an e-mail's page: a card with the brand, the code and what belongs to it. Tables and styles at each element,
 * since mail programs know little else; nothing is loaded, so nobody can tell that it was opened.
 */
export function emailHtml({
  locale,
  direction,
  brand,
  code,
  lead,
  expiry,
  paragraphs,
  footer,
}: EmailPage): string {
  const name = `<bdi>${escapeHtml(plain(brand))}</bdi>`;
  const table = `role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"`;
  const paragraph = (markup: string) =>
    `<p class="s" style="margin:12px 0 0;font-size:15px;line-height:22px;color:#475467">${markup}</p>`;
  return (
    `<!doctype html><html lang="${escapeHtml(locale)}" dir="${direction}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">` +
    `<title>${escapeHtml(plain(brand))}</title><style>${STYLE}</style></head>` +
    `<body class="p" dir="${direction}" style="margin:0;padding:0;background:#f1f4f8;${FONT}">` +
    `<div style="display:none;max-height:0;overflow:hidden"><span dir="ltr">${code}</span> ${lead}</div>` +
    `<table ${table} class="p" style="background:#f1f4f8"><tr><td align="center" style="padding:32px 16px">` +
    `<table ${table} style="max-width:480px"><tr><td class="i" style="padding:0 4px 16px;font-size:18px;line-height:24px;font-weight:700;color:#101828">${name}</td></tr>` +
    `<tr><td class="c" style="padding:28px;background:#ffffff;border:1px solid #d5dce6;border-radius:14px">` +
    `<p class="i" style="margin:0;font-size:17px;line-height:25px;color:#101828">${lead}</p>` +
    `<p class="b i" dir="ltr" style="margin:20px 0;padding:18px 8px;text-align:center;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:34px;line-height:40px;font-weight:700;letter-spacing:5px;color:#101828;background:#f1f4f8;border:1px solid #d5dce6;border-radius:10px">${code}</p>` +
    `<p class="i" style="margin:0;font-size:15px;line-height:22px;font-weight:600;color:#101828">${expiry}</p>` +
    `${paragraphs.map(paragraph).join("")}</td></tr>` +
    (footer === ""
      ? ""
      : `<tr><td class="s" style="padding:16px 4px 0;font-size:13px;line-height:20px;color:#475467">${footer}</td></tr>`) +
    `</table></td></tr></table></body></html>`
  );
}

/** Writes the words and values of an e-mail's page: both escaped, values apart from the direction around them. */
export function htmlPen(linkLabel: string): Pen {
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
