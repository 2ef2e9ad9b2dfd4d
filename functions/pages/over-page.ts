import type { Problem } from "../http/problem.ts";
import type { TypedAddress } from "../http/typed-address.ts";
import { askAgainForm, changeAddress } from "./ask-again.ts";
import { type Html, html } from "./html.ts";
import { apart, backToApp, type Frame, notice, type Page, requestAddress } from "./layout.ts";
import { type OverWords, overWords } from "./problem-words.ts";
import { helpLink } from "./refusal-notice.ts";

/** What was typed for the code that is over, and what a form needs to ask for another one. */
interface Again {
  readonly formToken: string;
  readonly address: TypedAddress;
}

/** Problems that a person may not get out of alone. */
const NEEDS_HELP: ReadonlySet<string> = new Set(["too-many-attempts", "incorrect-code", "internal"]);

/** What is left when a challenge takes no more codes, or a form cannot be answered. @param words where a page has its own */
export function overPage(
  frame: Frame,
  problem: Problem,
  again?: Again,
  { heading, detail }: OverWords = overWords(problem),
): Page {
  const { words } = frame;
  const { name } = problem;
  return {
    title: words.say(heading),
    body: html`
      <h1>${words.say(heading)}</h1>
      ${notice("bad", html`${words.say(detail)} ${NEEDS_HELP.has(name) && helpLink(frame)}`)}
      ${again ? askAgain(frame, again) : startAgain(frame, problem)} ${backToApp(frame)}
    `,
  };
}

function askAgain(frame: Frame, again: Again): Html {
  const { words } = frame;
  const recipient = apart(again.address.shown);
  return html`${askAgainForm(frame, again, html`<span>${words.say("askAgainFor", { recipient })}</span>`)}
    <a class="link" href="${changeAddress(frame)}">${words.say("otherContact")}</a>`;
}

function startAgain(frame: Frame, { name, status }: Problem): Html {
  const again = name === "forbidden-origin" || status >= 500 ? "startAgain" : "askNewCode";
  return html`<a class="button" href="${requestAddress(frame)}">${frame.words.say(again)}</a>`;
}
