import type { Reply } from "../http/reply.ts";
import { PAGE_POLICY, SCRIPT, STYLE } from "./assets.ts";
import { Html, html } from "./html.ts";

export interface Page {
  readonly title: string;
  readonly body: Html;
}

/** Whose pages they are. */
export interface Frame {
  readonly brand: string;
  readonly supportUrl: string | null;
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
        ${trusted("style", STYLE)}
      </head>
      <body>
        <main>
          <p class="brand">${brand}</p>
          ${body} ${supportUrl !== null && html`<p class="after soft"><a href="${supportUrl}">Help</a></p>`}
        </main>
        ${trusted("script", SCRIPT)}
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
function trusted(tag: "style" | "script", content: string): Html {
  const markup = [`<${tag}>${content}</${tag}>`];
  return Html.build(Object.assign(markup, { raw: markup }), []);
}

/** A message above the form; the page's first words to a screen reader. */
export function notice(kind: "good" | "bad", text: string): Html {
  return html`<p class="notice ${kind}" role="${kind === "bad" ? "alert" : "status"}">${text}</p>`;
}
