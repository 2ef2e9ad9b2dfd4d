import { html } from "./html.ts";
import { notice, type Page } from "./layout.ts";

/** Asks for the one click: opening the page does nothing, since mail scanners open it too. */
export function notMePage(basePath: string, token: string): Page {
  return {
    title: "Was this not you?",
    body: html`
      <h1>Was this not you?</h1>
      <p class="lead">
        Somebody asked for the code in your message. If it was not you, stop it here: the code no longer
        works, and whoever signed in with it is signed out.
      </p>
      <form method="post" action="${basePath}/otp/not-me">
        <input type="hidden" name="t" value="${token}" />
        <button>This was not me</button>
      </form>
      <p class="hint">If you asked for it yourself, you can close this page.</p>
    `,
  };
}

/** After the click, and for every later visit. */
export function stoppedPage(): Page {
  return {
    title: "Stopped",
    body: html`
      <h1>Stopped</h1>
      ${notice("good", "The code in your message no longer works, and nobody is signed in with it.")}
      <p class="lead">Never tell anybody a code that you were sent.</p>
    `,
  };
}

/** For a link that was cut off, was made up, or is so old that nothing is known of its code. */
export function unknownLinkPage(): Page {
  return {
    title: "Nothing to stop",
    body: html`
      <h1>There is nothing to stop</h1>
      ${notice("bad", "This link is too old, or a part of it is missing. Open it from the message as it is.")}
    `,
  };
}
