import { FORM_FIELD } from "../http/guard.ts";
import type { PageKey } from "../words/page-texts.ts";
import { type Html, html } from "./html.ts";
import { apart, type Frame, notice, type Page } from "./layout.ts";

export interface SessionView {
  readonly formToken: string;
  /** Masked. */
  readonly recipient: string;
  /** ISO 8601. */
  readonly authTime: string;
  readonly expiresAt: string;
}

/** Shows who is signed in, and lets them sign out. */
export function sessionPage({ words, basePath }: Frame, view: SessionView): Page {
  const row = (key: PageKey, value: Html) =>
    html`<div>
      <dt>${words.say(key)}</dt>
      <dd>${value}</dd>
    </div>`;
  // In UTC; the script turns it into the reader's own time.
  const time = (iso: string) => html`<time datetime="${iso}">${words.instant(iso)} UTC</time>`;
  return {
    title: words.say("signedIn"),
    body: html`
      <h1>${words.say("youAreSignedIn")}</h1>
      <p class="lead">${words.say("signedInLead")}</p>
      <dl>
        ${row("confirmedContact", apart(view.recipient))} ${row("signedIn", time(view.authTime))}
        ${row("sessionEnds", time(view.expiresAt))}
      </dl>
      <form method="post" action="${basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <button>${words.say("signOut")}</button>
      </form>
      <form class="more" method="post" action="${basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <input type="hidden" name="all" value="true" />
        <button class="quiet" aria-describedby="everywhere">${words.say("signOutEverywhere")}</button>
        <p class="hint" id="everywhere">${words.say("everywhereHint")}</p>
      </form>
    `,
  };
}

/** For a user without a session. */
export function signedOutPage({ words, basePath }: Frame): Page {
  return {
    title: words.say("notSignedIn"),
    body: html`
      <h1>${words.say("notSignedIn")}</h1>
      <p class="lead">${words.say("notSignedInLead")}</p>
      <a class="button" href="${basePath}/otp/request">${words.say("signIn")}</a>
    `,
  };
}

/** For a purpose that opens no session. */
export function confirmedPage({ words }: Frame): Page {
  return {
    title: words.say("thankYou"),
    body: html`<h1>${words.say("thankYou")}</h1>
      ${notice("good", words.say("confirmed"))}`,
  };
}
