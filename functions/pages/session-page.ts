import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import { factList, instantOf } from "./facts.ts";
import { html } from "./html.ts";
import { apart, type Frame, homeLink, notice, type Page } from "./layout.ts";
import { sendError } from "./problem-words.ts";

export interface SessionView {
  readonly formToken: string;
  /** Masked. */
  readonly recipient: string;
  /** ISO 8601. */
  readonly authTime: string;
  readonly expiresAt: string;
  /** Why a form of this page did nothing. */
  readonly problem?: Problem | undefined;
  /** Whether there is a page of all that the user has. */
  readonly account: boolean;
  /** Whether a passkey is offered for the next time. */
  readonly offersPasskey: boolean;
}

/** Shows who is signed in, and lets them sign out. */
export function sessionPage(frame: Frame, view: SessionView): Page {
  const { words, basePath } = frame;
  return {
    title: words.say("signedIn"),
    body: html`
      <h1>${words.say("youAreSignedIn")}</h1>
      <p class="lead">${words.say("signedInLead")}</p>
      ${view.problem && notice("bad", sendError(words, view.problem))}
      ${factList(words, {
        confirmedContact: apart(view.recipient),
        signedIn: instantOf(words, view.authTime),
        sessionEnds: instantOf(words, view.expiresAt),
      })}
      <form method="post" action="${basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <button>${words.say("signOut")}</button>
      </form>
      ${homeLink(frame)}
      ${view.account && html`<a class="link" href="${basePath}/otp/account">${words.say("accountLink")}</a>`}
      ${view.offersPasskey && html`<a class="link" href="${basePath}/otp/passkeys">${words.say("passkeyOffer")}</a>`}
      <form class="more" method="post" action="${basePath}/otp/logout">
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <input type="hidden" name="all" value="true" />
        <button class="quiet" aria-describedby="everywhere">${words.say("signOutEverywhere")}</button>
        <p class="hint" id="everywhere">${words.say("everywhereHint")}</p>
      </form>
    `,
  };
}

/** For a user without a session. @param justNow whether they have just signed out */
export function signedOutPage(frame: Frame, justNow: boolean): Page {
  const { words, basePath } = frame;
  const title = words.say(justNow ? "signedOut" : "notSignedIn");
  return {
    title,
    body: html`
      <h1>${title}</h1>
      <p class="lead">${words.say(justNow ? "signedOutLead" : "notSignedInLead")}</p>
      <a class="button" href="${basePath}/otp/request">${words.say("signIn")}</a>
      ${homeLink(frame)}
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
