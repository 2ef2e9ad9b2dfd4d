import { MAX_PASSKEYS, type Passkey } from "../../domain/passkey.ts";
import { FORM_FIELD } from "../../http/guard.ts";
import type { Problem } from "../../http/problem.ts";
import { factList, instantOf } from "../../pages/facts.ts";
import { type Html, html } from "../../pages/html.ts";
import { type Frame, notice, type Page } from "../../pages/layout.ts";
import { passkeySays, passkeyScript } from "../../pages/passkey-button.ts";
import { changeError, proveFirst, type Proves } from "../prove-first.ts";

export interface PasskeysView {
  readonly formToken: string;
  readonly rpId: string;
  readonly handle: string;
  readonly passkeys: readonly Passkey[];
  readonly mayChange: boolean;
  /** What is to be proved before, where they may not be changed. */
  readonly proves: Proves;
  readonly removed: boolean;
  readonly problem?: Problem | undefined;
}

/** Where a user adds passkeys, names them and removes them. */
export function passkeysPage(frame: Frame, view: PasskeysView): Page {
  const { words, basePath } = frame;
  const { passkeys, problem, mayChange } = view;
  return {
    title: words.say("passkeys"),
    body: html`
      <h1>${words.say("passkeys")}</h1>
      <p class="lead">${words.say("passkeysLead")}</p>
      ${view.removed && notice("good", words.say("passkeyRemoved"))}
      ${problem && notice("bad", changeError(words, problem, view.proves))}
      ${passkeys.length === 0 && html`<p class="lead">${words.say("passkeysNone")}</p>`}
      ${passkeys.map((passkey, index) => onePasskey(frame, view, passkey, index))}
      ${passkeys.length >= MAX_PASSKEYS && notice("bad", words.say("error.passkeyMany"))}
      ${mayChange ? passkeys.length < MAX_PASSKEYS && adding(frame, view) : proveFirst(frame, view.proves, "-passkey")}
      <div class="more"><a class="link" href="${basePath}/otp/session">${words.say("yourSession")}</a></div>
    `,
  };
}

function onePasskey(
  { words, basePath }: Frame,
  { formToken }: PasskeysView,
  { id, name, enrolledAt, lastUsedAt }: Passkey,
  index: number,
): Html {
  const instant = (at: number) => instantOf(words, new Date(at * 1000).toISOString());
  const hidden = html`<input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
    <input type="hidden" name="locale" value="${words.locale}" />
    <input type="hidden" name="id" value="${id}" />`;
  return html`<section aria-labelledby="name-${index}">
    <h2 id="name-${index}"><bdi>${name}</bdi></h2>
    ${factList(words, {
      passkeyAdded: instant(enrolledAt),
      ...(lastUsedAt !== undefined && { passkeyUsed: instant(lastUsedAt) }),
    })}
    <form method="post" action="${basePath}/otp/passkeys/rename">
      ${hidden}
      <div class="field">
        <label for="rename-${index}">${words.say("passkeyName")}</label>
        <input id="rename-${index}" name="name" value="${name}" maxlength="40" required />
      </div>
      <button class="quiet">${words.say("passkeyRename")}</button>
    </form>
    <form method="post" action="${basePath}/otp/passkeys/remove">
      ${hidden}
      <button class="quiet">${words.say("passkeyRemove")}</button>
    </form>
  </section>`;
}

/** What a script shows and runs. */
function adding(frame: Frame, { rpId, handle, passkeys }: PasskeysView): Html {
  const { words, basePath } = frame;
  return html`<div id="add-passkey" hidden>
      <div class="field">
        <label for="passkey-name">${words.say("passkeyName")}</label>
        <input id="passkey-name" maxlength="40" autocomplete="off" />
      </div>
      <button
        type="button"
        id="passkey"
        data-base="${basePath}/otp/passkeys"
        data-rp="${rpId}"
        data-handle="${handle}"
        data-known="${JSON.stringify(passkeys.map(({ credentialId }) => credentialId))}"
      >
        ${words.say("passkeyAdd")}
      </button>
      ${passkeySays(frame)}
    </div>
    <noscript><p class="hint">${words.say("passkeyScript")}</p></noscript>
    ${passkeyScript(frame)}`;
}
