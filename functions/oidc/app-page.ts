import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import { type Html, html } from "../pages/html.ts";
import { WAITING_FIELD } from "../http/waiting.ts";
import type { AskingApp } from "../pages/asking-app.ts";
import { apart, backToApp, type Frame, notice, type Page } from "../pages/layout.ts";

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

/** The same with a form in the link's place, for an app that wants to be told by one. */
export function onwardFormPage(
  { words }: Frame,
  app: string,
  address: string,
  fields: Readonly<Record<string, string>>,
): Page {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return {
    title: words.say("onward", { app }),
    postsAway: true,
    body: html`
      <h1>${words.say("onward", { app })}</h1>
      <p class="lead">${words.say("onwardLead")}</p>
      <form method="post" action="${address}" id="onward">
        ${hidden}<button>${words.say("onwardButton", { app })}</button>
      </form>
    `,
  };
}

/** The fields of the forms on the two pages that follow. */
export const CONSENT_FIELD = "consent";
export const STEP_UP_FIELD = "step";

interface AskView {
  readonly formToken: string;
  readonly waiting: string;
  /** Masked. */
  readonly recipient: string;
}

/** Asks a person who is signed in whether a program of their device may know it: any of them can send a browser here. */
export function consentPage(frame: Frame, { name }: AskingApp, view: AskView): Page {
  const { words, basePath } = frame;
  const title = words.say("askContinue", { app: name });
  return {
    title,
    body: html`
      <h1>${title}</h1>
      <p class="lead">
        ${words.say("askContinueLead", { app: html`<bdi>${name}</bdi>`, recipient: apart(view.recipient) })}
      </p>
      ${goOnForm(frame, view, CONSENT_FIELD, words.say("onwardButton", { app: name }))}
      <div class="more">
        ${backToApp(frame)}
        <a class="link" href="${basePath}/otp/session">${words.say("yourSession")}</a>
      </div>
    `,
  };
}

/** Says that an app demands more than the session has reached: the page of the second step follows. */
export function stepUpPage(frame: Frame, { name }: AskingApp, view: AskView): Page {
  const { words } = frame;
  const title = words.say("secondStep");
  return {
    title,
    body: html`
      <h1>${title}</h1>
      <p class="lead">
        ${words.say("raiseAsked", { app: html`<bdi>${name}</bdi>`, recipient: apart(view.recipient) })}
      </p>
      ${goOnForm(frame, view, STEP_UP_FIELD, words.say("continue"))}
      <div class="more">${backToApp(frame)}</div>
    `,
  };
}

/** The one button of such a page. Its form brings the request along: an app's link sets no cookie. */
function goOnForm(
  { words, basePath }: Frame,
  { formToken, waiting }: AskView,
  field: string,
  says: Html,
): Html {
  return html`<form method="post" action="${basePath}/otp/authorize">
    <input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
    <input type="hidden" name="locale" value="${words.locale}" />
    <input type="hidden" name="${WAITING_FIELD}" value="${waiting}" />
    <button name="${field}" value="yes">${says}</button>
  </form>`;
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
