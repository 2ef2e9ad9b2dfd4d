import { usualFacts } from "../../functions/delivery/longest.ts";
import type { Compose, MessageFacts } from "../../functions/delivery/port.ts";
import { segmentsOf } from "../../functions/delivery/segments.ts";
import { type Channel, CHANNELS, traitsOf } from "../../functions/domain/channel.ts";
import { Fault } from "../../functions/domain/errors.ts";
import { directionOf } from "../../functions/domain/locale.ts";
import { Passcode } from "../../functions/domain/passcode.ts";
import type { Reply } from "../../functions/http/reply.ts";
import { ICON } from "../../functions/pages/assets.ts";
import { type Html, html } from "../../functions/pages/html.ts";
import { SECTIONS, type Section } from "../../functions/words/message-texts.ts";
import { PREVIEW_STYLE } from "./preview-style.ts";

export interface PreviewOptions {
  readonly locales: readonly string[];
  /** Makes the writer from the words as they lie in the folder now. @throws Fault that lists what is wrong with them */
  readonly writer: () => Compose;
  readonly publicUrl: string;
  readonly minutes: number;
  readonly codeLength: number;
}

/** Every message in one language, or in all: for each purpose the e-mail, the SMS and the WhatsApp message. */
export function previewPage(options: PreviewOptions, locale: string | null): Reply {
  const shown = options.locales.filter((one) => locale === null || one === locale);
  try {
    const compose = options.writer();
    return page(html`${languages(options)}${shown.map((one) => language(options, compose, one))}`);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return page(html`<pre class="fault">${error.message}</pre>`);
  }
}

function languages({ locales }: PreviewOptions): Html {
  const links = locales.map(
    (locale) => html`<a href="?locale=${locale}" lang="${locale}">${nameOf(locale, locale)}</a>`,
  );
  return html`<nav><a href="/_local/">Inbox</a><a href="/_local/preview">All languages</a>${links}</nav>`;
}

function nameOf(locale: string, inLocale: string): string {
  return new Intl.DisplayNames(inLocale, { type: "language" }).of(locale) ?? locale;
}

function language(options: PreviewOptions, compose: Compose, locale: string): Html {
  const sections = SECTIONS.map((section) => purpose(options, compose, locale, section));
  return html`<h2 id="${locale}">${nameOf(locale, "en")} <code>${locale}</code></h2>
    ${sections}`;
}

function purpose(options: PreviewOptions, compose: Compose, locale: string, section: Section): Html {
  const messages = CHANNELS.map((channel) =>
    message(compose(facts(options, locale, section, channel)), channel, locale),
  );
  const title = section === "any" ? "any other purpose" : section;
  return html`<section aria-label="${title} in ${locale}">
    <h3>${title}</h3>
    <div class="row">${messages}</div>
  </section>`;
}

function facts(
  { publicUrl, minutes, codeLength }: PreviewOptions,
  locale: string,
  purpose: string,
  channel: Channel,
): MessageFacts {
  return {
    locale,
    purpose,
    channel,
    ...usualFacts(purpose),
    minutesLeft: minutes,
    address: traitsOf(channel).addressKind === "email" ? "anna@example.com" : "+14155550123",
    passcode: new Passcode("0123456789".slice(0, codeLength)),
    askedFrom: "Firefox on Windows",
    askedAt: 1_795_425_000,
    cancelUrl: `${publicUrl}/otp/not-me?t=preview`,
  };
}

function message(
  { subject, text, html: markup }: ReturnType<Compose>,
  channel: Channel,
  locale: string,
): Html {
  const dir = directionOf(locale);
  if (subject === undefined || markup === undefined) {
    const { encoding, units, segments } = segmentsOf(text);
    const size = `${segments} ${segments === 1 ? "segment" : "segments"}, ${units} of ${encoding.toUpperCase()}`;
    return html`<article>
      <p>${channel}${traitsOf(channel).mostSegments && html` · <b>${size}</b>`}</p>
      <pre lang="${locale}" dir="${dir}">${text}</pre>
    </article>`;
  }
  return html`<article class="mail">
    <p>${channel}</p>
    <strong lang="${locale}" dir="${dir}">${subject}</strong
    ><iframe sandbox loading="lazy" title="${subject}" srcdoc="${markup}"></iframe>
    <details>
      <summary>As plain text</summary>
      <pre lang="${locale}" dir="${dir}">${text}</pre>
    </details>
  </article>`;
}

/** What is shown in a frame obeys the page's policy as well, and an e-mail brings its own styles; no script runs. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

function page(content: Html): Reply {
  const body = html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Messages</title>
    <link rel="icon" href="${ICON}" />
  </head>`;
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY },
    body: `<!doctype html><html lang="en">${body.toString()}<style>${PREVIEW_STYLE}</style></head>${html`<body>
      <main>
        <h1>Messages</h1>
        ${content}
      </main>
    </body>`.toString()}</html>`,
  };
}
