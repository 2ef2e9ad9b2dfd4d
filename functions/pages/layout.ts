import type { Reply } from "../http/reply.ts";
import { RESUME_FIELD } from "../http/waiting.ts";
import type { Settings } from "../settings.ts";
import type { AskingApp } from "./asking-app.ts";
import { lookOf, MARK, widened } from "./assets.ts";
import { Html, html } from "./html.ts";
import type { PageScript } from "./page-files.ts";
import type { PageWords } from "./words.ts";

export interface Page {
  readonly title: Html;
  readonly body: Html;
  /** The path that the browser goes to next, whose function starts while the person is typing. */
  readonly next?: `/otp/${string}`;
  /** The id of the form whose fields a change of the language keeps; without one the languages are links. */
  readonly form?: string;
  /** Its form is for another site, whose address the page has from its owner's settings. */
  readonly postsAway?: true;
  /** The one other origin whose script and frame it shows. */
  readonly widgetOf?: string | undefined;
  /** The path of what makes an app of it, where a phone shows notifications of such alone. */
  readonly manifest?: `/otp/${string}`;
  /** Style that no other page has. */
  readonly sheet?: string;
  /** It is shown this once: there is no address at which it could be seen in another language. */
  readonly once?: true;
}

/** Whose pages they are, and how they speak to the user. */
export interface Frame {
  readonly brand: Settings["brand"];
  /** Whom the walk is for, if an app has sent the person. */
  readonly app?: AskingApp | undefined;
  readonly words: PageWords;
  readonly style: string;
  readonly script: PageScript;
  readonly puzzleScript: () => PageScript;
  readonly passkeyScript: () => PageScript;
  readonly pushScript: () => PageScript;
  readonly setUpStyle: () => string;
  readonly backupCodesScript: () => PageScript;
  /** What stands before every path of ours. */
  readonly basePath: string;
  /** Where the page is shown again in another language: a path and its query, without `locale`. */
  readonly address: string;
  /** Which app's request waits for this walk, if one does. */
  readonly resume: string | undefined;
  /** Keeps the language that the user chose. */
  readonly cookies: readonly string[];
}

/** A page as an answer; with the headers of the problem that it shows, if it shows one. */
export function pageReply(
  status: number,
  frame: Frame,
  { title, body, next, form, postsAway, widgetOf, manifest, sheet = "", once }: Page,
  { headers, cookies = [] }: Pick<Reply, "headers" | "cookies"> = {},
): Reply {
  const { brand, words, basePath, script } = frame;
  const { style, icon, policy, policyAway } = lookOf(brand, frame.style + sheet);
  const own = postsAway ? policyAway : policy;
  const document = html`<!doctype html>
    <html lang="${words.locale}" dir="${words.direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${brand.name}</title>
        <link rel="icon" href="${icon}" />
        ${manifest && html`<link rel="manifest" href="${basePath}${manifest}" />`}
        ${next && html`<link rel="prefetch" href="${basePath}${next}" />`}
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
          <p id="live" class="unseen" aria-live="polite" data-offline="${words.say("offline")}"></p>
        </main>
        <footer>
          ${brand.supportUrl !== null && html`<a class="link" href="${brand.supportUrl}">${words.say("help")}</a>`}
          ${!once && languages(frame, form)}
        </footer>
      </body>
    </html>`;
  return {
    status,
    headers: {
      ...headers,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `${widgetOf === undefined ? own : widened(own, widgetOf)}${manifest ? "; manifest-src 'self'" : ""}`,
    },
    cookies: [...cookies, ...frame.cookies],
    // Indentation is for who reads the source; no element of ours keeps it.
    body: document.toString().replaceAll(/\n\s+/g, "\n"),
  };
}

/** The hidden field and the parameter that keep a walk together with the app's request that it came from. */
export function resumeField({ resume }: Frame): Html | false {
  return resume !== undefined && html`<input type="hidden" name="${RESUME_FIELD}" value="${resume}" />`;
}

/** Where a walk begins anew, for the same app. */
export function requestAddress({ basePath, resume }: Frame): string {
  return `${basePath}/otp/request${resume === undefined ? "" : `?${RESUME_FIELD}=${resume}`}`;
}

/** The page in every other language; works without a script, closes nothing that is open, and keeps what was typed. */
function languages({ words, address }: Frame, form: string | undefined): Html {
  const href = (locale: string) => `${address}${address.includes("?") ? "&" : "?"}locale=${locale}`;
  const current = (locale: string) => locale === words.locale && html`aria-current="true"`;
  return html`<details class="languages">
    <summary><span class="unseen">${words.say("languages")}: </span>${words.say("language")}</summary>
    <ul>
      ${[...words.languages].map(
        ([locale, name]) =>
          html`<li>
            ${
              form === undefined
                ? html`<a href="${href(locale)}" lang="${locale}" hreflang="${locale}" ${current(locale)}
                    >${name}</a
                  >`
                : html`<button
                    form="${form}"
                    name="language"
                    value="${locale}"
                    lang="${locale}"
                    ${current(locale)}
                  >
                    ${name}
                  </button>`
            }
          </li>`,
      )}
    </ul>
  </details>`;
}

/** Our own assets go in as they are: escaping would change them, and their hashes. */
export function trusted(markup: string): Html {
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

/** What a sign-in is called: by the app's name, so that a person sees who asks. */
export function signInTitle({ app, words }: Frame): Html {
  return app ? words.say("signInTo", { app: app.name }) : words.say("signIn");
}

/** The way back to the app that has sent the person, for who does not want to sign in to it. */
export function backToApp({ app, words }: Frame): Html | false {
  if (!app) return false;
  return html`<a class="link" href="${app.back}">${words.say("onward", { app: app.name })}</a>`;
}

/** The way on to the owner's own site, where they have one. */
export function homeLink({ brand, words }: Frame): Html | false {
  if (brand.homeUrl === null) return false;
  const name = html`<bdi>${brand.name}</bdi>`;
  return html`<a class="link" href="${brand.homeUrl}">${words.say("toHome", { brand: name })}</a>`;
}

/** What a user typed or was sent keeps its own direction among other words. */
export function apart(text: string): Html {
  return html`<strong><bdi dir="ltr">${text}</bdi></strong>`;
}
