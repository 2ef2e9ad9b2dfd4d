import type { Reply } from "../http/reply.ts";
import type { Settings } from "../settings.ts";
import { ICON, MARK, PAGE_POLICY } from "./assets.ts";
import { Html, html } from "./html.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

export interface Page {
  readonly title: string;
  readonly body: Html;
}

/** Whose pages they are. */
export interface Frame {
  readonly brand: string;
  readonly supportUrl: string | null;
}

/** The frame that the owner's settings make. */
export function frameOf({ brand }: Settings): Frame {
  return { brand: brand.name, supportUrl: brand.supportUrl };
}

/** A page as an answer; with the headers of the problem that it shows, if it shows one. */
export function pageReply(
  status: number,
  { brand, supportUrl }: Frame,
  { title, body }: Page,
  { headers, cookies = [] }: Pick<Reply, "headers" | "cookies"> = {},
): Reply {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${brand}</title>
        <link rel="icon" href="${ICON}" />
        ${trusted(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>
          <p class="brand">
            ${trusted(`<svg width="28" height="28" aria-hidden="true">${MARK}</svg>`)}<span>${brand}</span>
          </p>
          ${body}
          ${supportUrl !== null && html`<p class="center"><a class="link" href="${supportUrl}">Help</a></p>`}
        </main>
        ${trusted(`<script>${SCRIPT}</script>`)}
      </body>
    </html>`;
  return {
    status,
    headers: {
      ...headers,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": PAGE_POLICY,
    },
    cookies,
    body: document.toString(),
  };
}

/** Our own assets go in as they are: escaping would change them, and their hashes. */
function trusted(markup: string): Html {
  return Html.build(Object.assign([markup], { raw: [markup] }), []);
}

/** A message above the form; the page's first words to a screen reader. */
export function notice(kind: "good" | "bad", text: string): Html {
  return html`<p class="notice ${kind}" role="${kind === "bad" ? "alert" : "status"}">${text}</p>`;
}
