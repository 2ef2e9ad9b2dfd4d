import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import { html } from "../pages/html.ts";
import { apart, type Frame, notice, type Page } from "../pages/layout.ts";

/** Shown for a moment while the browser goes on to the app; the link is for those where it does not. */
export function onwardPage({ words }: Frame, app: string, address: string): Page {
  return {
    title: words.say("onward", { app }),
    body: html`
      <h1>${words.say("onward", { app })}</h1>
      <p class="lead">${words.say("onwardLead")}</p>
      <a class="button" href="${address}">${words.say("onwardButton", { app })}</a>
    `,
  };
}

/** For an address that an app made wrong: no browser is sent there. What is wrong is for the app's developer. */
export function wrongLinkPage({ words }: Frame, { detail }: Problem): Page {
  return {
    title: words.say("wrongLink"),
    body: html`
      <h1>${words.say("wrongLink")}</h1>
      <p class="lead">${words.say("wrongLinkLead")}</p>
      ${notice("bad", html`<span lang="en" dir="ltr">${detail}</span>`)}
    `,
  };
}

export interface EndSessionView {
  readonly formToken: string;
  /** Masked. */
  readonly recipient: string;
  /** The app that the person comes from, if it said so. */
  readonly appName: string | undefined;
  /** What the browser comes back with after the click, as a query. */
  readonly back: string;
}

/** Asks a user whom an app has sent whether they want to sign out: any page can send users here. */
export function endSessionPage({ words, basePath }: Frame, view: EndSessionView): Page {
  return {
    title: words.say("askSignOut"),
    body: html`
      <h1>${words.say("askSignOut")}</h1>
      <p class="lead">
        ${words.say("askSignOutLead", {
          app: view.appName ?? words.say("someApp"),
          recipient: apart(view.recipient),
        })}
      </p>
      <form method="post" action="${basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <input type="hidden" name="back" value="${view.back}" />
        <button>${words.say("signOut")}</button>
      </form>
      <div class="more">
        <a class="link" href="${basePath}/otp/session">${words.say("staySignedIn")}</a>
      </div>
    `,
  };
}
