import { FORM_FIELD } from "../http/guard.ts";
import { html } from "./html.ts";
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
      ${notice("good", `You proved that you hold ${view.recipient}.`)}
      <dl>
        <dt>Signed in</dt>
        <dd><time datetime="${view.authTime}">${plain(view.authTime)}</time></dd>
        <dt>Session ends</dt>
        <dd><time datetime="${view.expiresAt}">${plain(view.expiresAt)}</time></dd>
      </dl>
      <form method="post" action="${view.basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <button>Sign out</button>
      </form>
      <form method="post" action="${view.basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <input type="hidden" name="all" value="true" />
        <button class="quiet">Sign out everywhere</button>
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
      <p class="soft">Your session is over, or you have not signed in on this device.</p>
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

function plain(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
