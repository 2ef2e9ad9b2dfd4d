import { FORM_FIELD } from "../http/guard.ts";
import { type Html, html } from "./html.ts";
import { notice, type Page } from "./layout.ts";

export interface SessionView {
  readonly basePath: string;
  readonly formToken: string;
  /** Masked. */
  readonly recipient: string;
  /** ISO 8601. */
  readonly authTime: string;
  readonly expiresAt: string;
}

/** Shows who is signed in, and lets them sign out. */
export function sessionPage(view: SessionView): Page {
  return {
    title: "Signed in",
    body: html`
      <h1>You are signed in</h1>
      <p class="lead">This browser holds a session. Sign out if others use it too.</p>
      <dl>
        <div>
          <dt>Confirmed contact</dt>
          <dd>${view.recipient}</dd>
        </div>
        <div>
          <dt>Signed in</dt>
          <dd>${time(view.authTime)}</dd>
        </div>
        <div>
          <dt>Session ends</dt>
          <dd>${time(view.expiresAt)}</dd>
        </div>
      </dl>
      <form method="post" action="${view.basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <button>Sign out</button>
      </form>
      <form class="more" method="post" action="${view.basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <input type="hidden" name="all" value="true" />
        <button class="quiet" aria-describedby="everywhere">Sign out everywhere</button>
        <p class="hint" id="everywhere">Ends your sessions on all devices.</p>
      </form>
    `,
  };
}

/** For somebody without a session. */
export function signedOutPage(basePath: string): Page {
  return {
    title: "Not signed in",
    body: html`
      <h1>You are not signed in</h1>
      <p class="lead">Your session is over, or you have not signed in on this device.</p>
      <a class="button" href="${basePath}/otp/request">Sign in</a>
    `,
  };
}

/** For a purpose that opens no session. */
export function confirmedPage(): Page {
  return {
    title: "Confirmed",
    body: html`<h1>Thank you</h1>
      ${notice("good", "Your code was right. You can close this page.")}`,
  };
}

/** In UTC; the script turns it into the reader's own time. */
function time(iso: string): Html {
  const words = new Date(iso).toLocaleString("en-GB", {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return html`<time datetime="${iso}">${words} UTC</time>`;
}
