import { factList, instantOf } from "./facts.ts";
import { html } from "./html.ts";
import { apart, type Frame, notice, type Page } from "./layout.ts";

export interface NotMeView {
  readonly token: string;
  /** Masked. */
  readonly recipient: string;
  /** ISO 8601. */
  readonly askedAt: string;
  /** Like "Firefox on Windows". */
  readonly askedFrom: string | undefined;
}

/** Asks for the one click: opening the page does nothing, since mail scanners open it too. */
export function notMePage(frame: Frame, { token, recipient, askedAt, askedFrom }: NotMeView): Page {
  const { words, basePath } = frame;
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
      <form method="post" action="${basePath}/otp/not-me">
        <input type="hidden" name="t" value="${token}" />
        <button>${words.say("notMeButton")}</button>
      </form>
      <p class="hint">${words.say("notMeHint")}</p>
    `,
  };
}

/** After the click, and for every later visit. */
export function stoppedPage({ words, basePath, brand }: Frame): Page {
  return {
    title: words.say("stopped"),
    body: html`
      <h1>${words.say("stopped")}</h1>
      ${notice("good", words.say("stoppedNotice"))}
      <p class="lead">
        ${words.say("stoppedLead")} ${words.say("stoppedNext")}
        ${brand.supportUrl !== null && words.say("stoppedHelp")}
      </p>
      <a class="button" href="${basePath}/otp/request">${words.say("askNewCode")}</a>
    `,
  };
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
