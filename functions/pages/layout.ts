import type { Reply } from "../http/reply.ts";
import type { Settings } from "../settings.ts";
import { lookOf, MARK } from "./assets.ts";
import { Html, html } from "./html.ts";
import type { PageScript } from "./page-files.ts";
import type { PageWords } from "./words.ts";

export interface Page {
  readonly title: Html;
  readonly body: Html;
}

/** Whose pages they are, and how they speak to the user. */
export interface Frame {
  readonly brand: Settings["brand"];
  readonly words: PageWords;
  readonly style: string;
  readonly script: PageScript;
  /** What stands before every path of ours. */
  readonly basePath: string;
  /** Where the page is shown again in another language: a path and its query, without `locale`. */
  readonly address: string;
  /** Keeps the language that the user chose. */
  readonly cookies: readonly string[];
}

/** A page as an answer; with the headers of the problem that it shows, if it shows one. */
export function pageReply(
  status: number,
  frame: Frame,
  { title, body }: Page,
  { headers, cookies = [] }: Pick<Reply, "headers" | "cookies"> = {},
): Reply {
  const { brand, words, basePath, script } = frame;
  const { style, icon, policy } = lookOf(brand, frame.style);
  const document = html`<!doctype html>
    <html lang="${words.locale}" dir="${words.direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${brand.name}</title>
        <link rel="icon" href="${icon}" />
        ${trusted(`<style>${style}</style>`)}
        <script
          type="module"
          src="${basePath}/otp/script.js?v=${script.version}"
          integrity="${script.integrity}"
        ></script>
      </head>
      <body>
        <main>
          <p class="brand">
            ${
              brand.logo === null
                ? trusted(`<svg width="28" height="28" aria-hidden="true">${MARK}</svg>`)
                : html`<img src="${brand.logo}" alt="" height="28" />`
            }<bdi>${brand.name}</bdi>
          </p>
          ${body}
          <p id="live" class="unseen" aria-live="polite"></p>
        </main>
        <footer>
          ${brand.supportUrl !== null && html`<a class="link" href="${brand.supportUrl}">${words.say("help")}</a>`}
          ${languages(frame)}
        </footer>
      </body>
    </html>`;
  return {
    status,
    headers: { ...headers, "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
    cookies: [...cookies, ...frame.cookies],
    body: document.toString(),
  };
}

/** The page in every other language; works without a script, and closes nothing that is open. */
function languages({ words, address }: Frame): Html {
  const href = (locale: string) => `${address}${address.includes("?") ? "&" : "?"}locale=${locale}`;
  return html`<details class="languages">
    <summary><span class="unseen">${words.say("languages")}: </span>${words.say("language")}</summary>
    <ul>
      ${[...words.languages].map(
        ([locale, name]) =>
          html`<li>
            <a
              href="${href(locale)}"
              lang="${locale}"
              hreflang="${locale}"
              ${locale === words.locale && html`aria-current="true"`}
              >${name}</a
            >
          </li>`,
      )}
    </ul>
  </details>`;
}

/** Our own assets go in as they are: escaping would change them, and their hashes. */
function trusted(markup: string): Html {
  return Html.build(Object.assign([markup], { raw: [markup] }), []);
}

/** A message above the form; the page's first words to a screen reader. */
export function notice(kind: "good" | "bad", text: Html): Html {
  return html`<p class="notice ${kind}" role="${kind === "bad" ? "alert" : "status"}">${text}</p>`;
}

/** What is wrong with the form, above it, with the way to the field. */
export function errorSummary(words: PageWords, field: string, message: Html): Html {
  return html`<div class="notice bad" id="summary" role="alert" tabindex="-1">
    <strong>${words.say("summary")}</strong>
    <a href="#${field}">${message}</a>
  </div>`;
}

/** What a user typed or was sent keeps its own direction among other words. */
export function apart(text: string): Html {
  return html`<strong><bdi dir="ltr">${text}</bdi></strong>`;
}
