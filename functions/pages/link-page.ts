import { FORM_FIELD } from "../http/guard.ts";
import { MARK_FIELD } from "../http/held-challenges.ts";
import { RESUME_FIELD } from "../http/waiting.ts";
import { html } from "./html.ts";
import { type Frame, notice, type Page, requestAddress } from "./layout.ts";

export interface LinkView {
  readonly formToken: string;
  /** What links call the challenges that this browser holds, and how its forms call them. */
  readonly marks: readonly (readonly [name: string, mark: string])[];
}

/**
 * Where the link of an e-mail leads. The code stands behind the `#`, which is not sent: the script puts it into a form,
 * and only the person's click sends that. Without a script, or for a code that this browser does not wait for, the page
 * says what to do.
 */
export function linkPage(frame: Frame, { formToken, marks }: LinkView): Page {
  const { words, basePath } = frame;
  const title = words.say("enterCode");
  const waits = marks.length > 0;
  return {
    title,
    body: html`
      <h1>${title}</h1>
      <form
        method="post"
        action="${basePath}/otp/verify"
        id="linked"
        hidden
        data-here="${basePath}/otp/link"
        data-marks="${JSON.stringify(marks)}"
      >
        <p class="lead">${words.say("linkReady")}</p>
        <input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
        <input type="hidden" name="${MARK_FIELD}" />
        <input type="hidden" name="code" />
        <input type="hidden" name="${RESUME_FIELD}" />
        <button>${words.say("continue")}</button>
      </form>
      <div id="typed">
        <p class="lead" id="type">${words.say("linkTyped")}</p>
        <div id="elsewhere" hidden>${notice("bad", words.say("linkElsewhere"))}</div>
        ${
          waits
            ? html`<a class="button" href="${basePath}/otp/verify">${words.say("backToCode")}</a>`
            : html`<a class="button" href="${requestAddress(frame)}">${words.say("askNewCode")}</a>`
        }
      </div>
    `,
  };
}
