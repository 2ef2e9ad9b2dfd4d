import { MAX_PUSH_SUBSCRIPTIONS, type PushSubscription } from "../../domain/push-subscription.ts";
import { FORM_FIELD } from "../../http/guard.ts";
import type { Problem } from "../../http/problem.ts";
import { factList, instantOf } from "../../pages/facts.ts";
import { type Html, html } from "../../pages/html.ts";
import { type Frame, notice, type Page } from "../../pages/layout.ts";
import { changeError, proveFirst, type Proves } from "../prove-first.ts";
import type { ListedPushes } from "./list-pushes.ts";

export interface PushView extends Omit<ListedPushes, "factors"> {
  /** What is to be proved before, where they may not be changed. */
  readonly proves: Proves;
  readonly formToken: string;
  readonly removed: boolean;
  readonly problem?: Problem | undefined;
}

/** Where a user has browsers show codes, and removes them. */
export function pushPage(frame: Frame, view: PushView): Page {
  const { words, basePath } = frame;
  const { browsers, problem, mayChange } = view;
  const isFull = browsers.length >= MAX_PUSH_SUBSCRIPTIONS;
  return {
    title: words.say("push"),
    manifest: "/otp/push/manifest.json",
    body: html`
      <h1>${words.say("push")}</h1>
      <p class="lead">${words.say("pushLead")}</p>
      ${view.removed && notice("good", words.say("pushRemoved"))}
      ${problem && notice("bad", problem.name === "not-found" ? words.say("pushRemoved") : changeError(words, problem, view.proves))}
      ${browsers.length === 0 && html`<p class="lead">${words.say("pushNone")}</p>`}
      ${browsers.map((browser, index) => oneBrowser(frame, view, browser, index))}
      ${isFull && notice("bad", words.say("error.pushMany"))}
      ${mayChange ? adding(frame, view, isFull) : proveFirst(frame, view.proves, "-pushing")}
      <div class="more"><a class="link" href="${basePath}/otp/session">${words.say("yourSession")}</a></div>
    `,
  };
}

function oneBrowser(
  { words, basePath }: Frame,
  { formToken, mayChange }: PushView,
  { id, name, enrolledAt }: PushSubscription,
  index: number,
): Html {
  return html`<section aria-labelledby="name-${index}">
    <h2 id="name-${index}"><bdi>${name}</bdi></h2>
    ${factList(words, { passkeyAdded: instantOf(words, new Date(enrolledAt * 1000).toISOString()) })}
    ${
      mayChange &&
      html`<form method="post" action="${basePath}/otp/push/remove">
        <input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
        <input type="hidden" name="locale" value="${words.locale}" />
        <input type="hidden" name="id" value="${id}" />
        <button class="quiet" aria-describedby="name-${index}">${words.say("pushRemove")}</button>
      </form>`
    }
  </section>`;
}

/** What a script shows and runs: the browser is asked for its permission once its user has asked for that. */
function adding(frame: Frame, { publicKey, browsers }: PushView, isFull: boolean): Html {
  const { words, basePath } = frame;
  const { version, integrity } = frame.pushScript();
  const says = (name: string, text: Html, kind: "good" | "bad" = "bad") =>
    html`<p class="notice ${kind}" data-says="${name}" role="${kind === "bad" ? "alert" : "status"}" hidden>
      ${text}
    </p>`;
  return html`<div
      id="push"
      data-base="${basePath}/otp/push"
      data-key="${publicKey}"
      data-known="${JSON.stringify(browsers.map(({ id }) => id))}"
      hidden
    >
      ${says("here", words.say("pushHere"), "good")} ${says("unable", words.say("pushUnable"))}
      ${says("denied", words.say("pushDenied"))} ${says("failed", words.say("error.passkeyFailed"))}
      ${says("address", words.say("error.pushAddress"))} ${says("phone", words.say("pushPhone"))}
      ${!isFull && html`<button type="button" id="push-add" hidden>${words.say("pushAdd")}</button>`}
    </div>
    <noscript><p class="hint">${words.say("pushScript")}</p></noscript>
    <script type="module" src="${basePath}/otp/script.js?v=${version}" integrity="${integrity}"></script>`;
}
