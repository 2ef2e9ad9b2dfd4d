import { html } from "./html.ts";
import { type Frame, notice, type Page } from "./layout.ts";

/** Asks for the one click: opening the page does nothing, since mail scanners open it too. */
export function notMePage({ words, basePath }: Frame, token: string): Page {
  return {
    title: words.say("notMe"),
    body: html`
      <h1>${words.say("notMe")}</h1>
      <p class="lead">${words.say("notMeLead")}</p>
      <form method="post" action="${basePath}/otp/not-me">
        <input type="hidden" name="t" value="${token}" />
        <button>${words.say("notMeButton")}</button>
      </form>
      <p class="hint">${words.say("notMeHint")}</p>
    `,
  };
}

/** After the click, and for every later visit. */
export function stoppedPage({ words }: Frame): Page {
  return {
    title: words.say("stopped"),
    body: html`
      <h1>${words.say("stopped")}</h1>
      ${notice("good", words.say("stoppedNotice"))}
      <p class="lead">${words.say("stoppedLead")}</p>
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
