import type { Puzzle } from "../bot-check/port.ts";
import type { Problem } from "../http/problem.ts";
import { assertNever } from "../domain/errors.ts";
import { type Html, html } from "./html.ts";
import type { Frame } from "./layout.ts";

/** Whose script and frame the one page has that shows a widget of Turnstile. */
const TURNSTILE_ORIGIN = "https://challenges.cloudflare.com";

/** The other origin that a puzzle needs on its page, if it needs one. */
export function originOfPuzzle(puzzle: Puzzle | undefined): string | undefined {
  return puzzle?.use === "turnstile" ? TURNSTILE_ORIGIN : undefined;
}

/** The puzzle that a refused request may solve, if it may. */
export function readPuzzle({ members }: Problem): Puzzle | undefined {
  return members.botCheck as Puzzle | undefined;
}

/** What happens next, and what to do where no script runs. */
export function puzzleNotice({ words }: Frame, puzzle: Puzzle | undefined): Html | undefined {
  return (
    puzzle &&
    html`<p class="hint" id="bot-check-says" role="status" hidden>${words.say("botCheck")}</p>
      <noscript><p class="hint">${words.say("botCheckScript")}</p></noscript>`
  );
}

/** The field that the page's script fills, or the widget that brings one, before the form is posted again. */
export function puzzleField(frame: Frame, puzzle: Puzzle): Html {
  const { version, integrity } = frame.puzzleScript();
  const src = `${frame.basePath}/otp/script.js?v=${version}`;
  return html`${fieldOf(frame, puzzle)}
    <script type="module" src="${src}" integrity="${integrity}"></script>
    ${puzzle.use === "turnstile" && TURNSTILE_SCRIPT}`;
}

/** Ours are modules, so they have run before theirs, which calls them by name. */
const TURNSTILE_ADDRESS = `${TURNSTILE_ORIGIN}/turnstile/v0/api.js`;
const TURNSTILE_SCRIPT = html`<script id="bot-check-script" src="${TURNSTILE_ADDRESS}" defer></script>`;

function fieldOf({ words }: Frame, puzzle: Puzzle): Html {
  switch (puzzle.use) {
    case "pow":
      return html`<input
        type="hidden"
        name="botCheck"
        id="bot-check"
        value=""
        data-salt="${puzzle.salt}"
        data-challenge="${puzzle.challenge}"
        data-cost="${puzzle.cost}"
      />`;
    case "turnstile":
      return html`<div
        class="cf-turnstile"
        id="bot-check"
        data-sitekey="${puzzle.siteKey}"
        data-action="${puzzle.action}"
        data-response-field-name="botCheck"
        data-callback="onBotCheck"
        data-error-callback="onBotCheckFault"
        data-size="flexible"
        data-language="${words.locale}"
      ></div>`;
    default:
      return assertNever(puzzle);
  }
}
