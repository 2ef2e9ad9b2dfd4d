import type { PageKey } from "../words/page-texts.ts";
import { type Html, html } from "./html.ts";
import type { PageWords } from "./words.ts";

/** What is known of something, line by line. */
export function factList(words: PageWords, facts: Readonly<Partial<Record<PageKey, Html>>>): Html {
  return html`<dl>
    ${Object.entries(facts).map(
      ([key, value]) =>
        html`<div>
          <dt>${words.say(key as PageKey)}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** An instant in UTC; the script turns it into the reader's own time. @param iso ISO 8601 */
export function instantOf(words: PageWords, iso: string): Html {
  return html`<time datetime="${iso}">${words.instant(iso)} UTC</time>`;
}
