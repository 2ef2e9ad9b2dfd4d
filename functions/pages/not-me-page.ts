import { factList, instantOf } from "./facts.ts";
import { type Html, html } from "./html.ts";
import { FORM_FIELD } from "../http/guard.ts";
import { apart, type Frame, notice, type Page } from "./layout.ts";

/** The field of a form of the link that says where its click leads; without it back to the page. */
export const NEXT_FIELD = "next";

/** The value of {@link NEXT_FIELD} that leads to the page which asks for a code. */
export const ASK_NEXT = "request";

/** What a form of the link's page is made of. */
interface Click {
  readonly token: string;
  readonly formToken: string;
}

export interface NotMeView extends Click {
  /** Masked. */
  readonly recipient: string;
  /** ISO 8601. */
  readonly askedAt: string;
  /** Like "Firefox on Windows". */
  readonly askedFrom: string | undefined;
}

/** Asks for the one click: opening the page does nothing, since mail scanners open it too. */
export function notMePage(frame: Frame, { recipient, askedAt, askedFrom, ...click }: NotMeView): Page {
  const { words } = frame;
  return {
    title: words.say("notMe"),
    body: html`
      <h1>${words.say("notMe")}</h1>
      <p class="lead">${words.say("notMeLead")}</p>
      ${factList(words, {
        sentTo: apart(recipient),
        askedFor: instantOf(words, askedAt),
        ...(askedFrom !== undefined && { askedWith: html`<bdi>${askedFrom}</bdi>` }),
      })}
      ${clickForm(frame, click, html`<button>${words.say("notMeButton")}</button>`)}
      <p class="hint">${words.say("notMeHint")}</p>
    `,
  };
}

/**
 * After the click, and for every later visit.
 * @param click where the link still lets a browser ask for a code: then the button that leads there is another click
 * @param forDay whether it does for a day from now on
 */
export function stoppedPage(frame: Frame, click?: Click, forDay = false): Page {
  const { words, brand } = frame;
  return {
    title: words.say("stopped"),
    body: html`
      <h1>${words.say("stopped")}</h1>
      ${notice("good", words.say("stoppedNotice"))}
      <p class="lead">
        ${words.say("stoppedLead")} ${words.say("stoppedNext")} ${forDay && words.say("stoppedHere")}
        ${brand.supportUrl !== null && words.say("stoppedHelp")}
      </p>
      ${click ? clickForm(frame, click, askButton(frame)) : askLink(frame)}
    `,
  };
}

function askLink({ words, basePath }: Frame): Html {
  return html`<a class="button" href="${basePath}/otp/request">${words.say("askNewCode")}</a>`;
}

function askButton({ words }: Frame): Html {
  return html`<input type="hidden" name="${NEXT_FIELD}" value="${ASK_NEXT}" />
    <button>${words.say("askNewCode")}</button>`;
}

function clickForm({ basePath }: Frame, { token, formToken }: Click, button: Html): Html {
  return html`<form method="post" action="${basePath}/otp/not-me">
    <input type="hidden" name="t" value="${token}" />
    <input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
    ${button}
  </form>`;
}

/** For a link that was cut off, was made up, or is so old that nothing is known of its code. */
export function unknownLinkPage({ words }: Frame): Page {
  return {
    title: words.say("nothingToStop"),
    body: html`
      <h1>${words.say("nothingToStop")}</h1>
      ${notice("bad", words.say("nothingToStopNotice"))}
    `,
  };
}
