import type { Problem } from "../http/problem.ts";
import { html } from "./html.ts";
import { type Frame, notice, type Page } from "./layout.ts";
import { overWords } from "./problem-words.ts";

/** What is left when a challenge takes no more codes, or a form cannot be answered. */
export function overPage({ words, basePath }: Frame, problem: Problem): Page {
  const { heading, detail } = overWords(problem);
  const again = problem.name === "forbidden-origin" || problem.status >= 500 ? "startAgain" : "askNewCode";
  return {
    title: words.say(heading),
    body: html`
      <h1>${words.say(heading)}</h1>
      ${notice("bad", words.say(detail))}
      <a class="button" href="${basePath}/otp/request">${words.say(again)}</a>
    `,
  };
}
