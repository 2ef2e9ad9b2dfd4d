import { type Html, html } from "./html.ts";
import type { Frame } from "./layout.ts";
import type { PageWords } from "./words.ts";

/** A length of time that the script counts down; without it, as long as it was when the page was made. */
export function countdown(words: PageWords, seconds: number): Html {
  return html`<span data-seconds="${seconds}">${words.time(seconds)}</span>`;
}

/** The place that the script fills, in texts that it is given. */
export const LATER = { time: "{time}" };

/** What is said once the time is over, by what is said while it lasts. */
const AFTER = { expiresIn: "expired", stepEnds: "stepEnded" } as const;

/** How long what a page asks for is taken: the script counts down, says when it is over, and then looks at the page anew. */
export function lifetime({ words, address }: Frame, ends: keyof typeof AFTER, seconds: number): Html {
  return html`<span
    data-after="${words.say(AFTER[ends])}"
    data-next="${address}"
    data-say="${words.say("timeLeft", LATER)}"
    >${words.say(ends, { time: countdown(words, seconds) })}</span
  >`;
}
