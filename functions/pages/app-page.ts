import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import { html } from "./html.ts";
import { notice, type Page } from "./layout.ts";

/** Shown for a moment while the browser goes on to the app; the link is for those where it does not. */
export function onwardPage(appName: string, address: string): Page {
  return {
    title: `Back to ${appName}`,
    body: html`
      <h1>Back to ${appName}</h1>
      <p class="lead">We are taking you back. If nothing happens, use the button.</p>
      <a class="button" href="${address}">Continue to ${appName}</a>
    `,
  };
}

/** For an address that some app made wrong: nobody is sent anywhere with it. */
export function wrongLinkPage({ title, detail }: Problem): Page {
  return {
    title,
    body: html`
      <h1>This link does not work</h1>
      ${notice("bad", detail)}
      <p class="lead">Go back to the app that you came from and try again there.</p>
    `,
  };
}

export interface EndSessionView {
  readonly basePath: string;
  readonly formToken: string;
  /** Masked. */
  readonly recipient: string;
  /** The app that the person comes from, if it said so. */
  readonly appName: string | undefined;
  /** What the browser comes back with after the click, as a query. */
  readonly back: string;
}

/** Asks whoever an app has sent whether they want to sign out: any page can send people here. */
export function endSessionPage(view: EndSessionView): Page {
  return {
    title: "Sign out?",
    body: html`
      <h1>Sign out?</h1>
      <p class="lead">
        ${view.appName ?? "An app"} asks to sign out ${view.recipient}. That ends the session of this browser
        for every app that uses it.
      </p>
      <form method="post" action="${view.basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <input type="hidden" name="back" value="${view.back}" />
        <button>Sign out</button>
      </form>
      <div class="more">
        <a class="link" href="${view.basePath}/otp/session">Stay signed in</a>
      </div>
    `,
  };
}
