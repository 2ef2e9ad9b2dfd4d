import { type Html, html } from "./html.ts";
import type { PageWords } from "./words.ts";

/** A length of time that the script counts down; without it, as long as it was when the page was made. */
export function countdown(words: PageWords, seconds: number): Html {
  return html`<span data-seconds="${seconds}">${words.time(seconds)}</span>`;
}

/** The place that the script fills, in texts that it is given. */
export const LATER = { time: "{time}" };
