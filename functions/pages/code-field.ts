import type { CodeFormat, CodeShape } from "../domain/typed/code-shape.ts";
import { type Html, html } from "./html.ts";
import type { PageWords, TextName } from "./words.ts";

export interface CodeFieldView {
  readonly shape: CodeShape;
  readonly label: TextName;
  /** Whether a phone or browser may fill it in from a message. */
  readonly completes: "one-time-code" | "off";
  /** Whether the page begins there. */
  readonly autofocus: boolean;
  /** What is wrong with what was typed. */
  readonly wrong: Html | undefined;
  /** How many attempts are left, once one was wrong. */
  readonly attemptsLeft?: number | undefined;
  /** What the code looks like, where that is not plain. */
  readonly looks?: Html | false | undefined;
}

/** How a code of each format is typed. */
const TYPED: Readonly<
  Record<
    CodeFormat,
    {
      readonly inputMode: "numeric" | "text";
      readonly capitals: "off" | "characters";
      readonly tooMany: TextName;
    }
  >
> = {
  digits: { inputMode: "numeric", capitals: "off", tooMany: "tooManyDigits" },
  base32: { inputMode: "text", capitals: "characters", tooMany: "tooManyCharacters" },
};

/** The one field in which a code is typed, of a message or of an authenticator; the script reads it by its id. */
export function codeField(words: PageWords, view: CodeFieldView): Html {
  const { shape, wrong, attemptsLeft, looks, autofocus } = view;
  const { format, length } = shape;
  const { inputMode, capitals, tooMany } = TYPED[format];
  return html`<div class="field code">
    <label for="code">${words.say(view.label)}</label>
    <input
      id="code"
      name="code"
      type="text"
      inputmode="${inputMode}"
      autocapitalize="${capitals}"
      autocomplete="${view.completes}"
      dir="ltr"
      spellcheck="false"
      data-format="${format}"
      data-length="${length}"
      ${autofocus && html`autofocus`}
      aria-describedby="${wrong && "code-error "}${looks && "code-looks "}code-hint"
      ${wrong && html`aria-invalid="true"`}
    />
    ${wrong && html`<p class="error" id="code-error">${wrong}</p>`}
    <p class="error" id="code-long" role="alert" hidden>${words.say(tooMany, { length })}</p>
    ${attemptsLeft !== undefined && !wrong && html`<p class="hint">${words.attemptsLeft(attemptsLeft)}</p>`}
    ${looks && html`<p class="hint" id="code-looks">${looks}</p>`}
    <p class="hint scripted" id="code-hint">${words.say("codeHint")}</p>
  </div>`;
}
