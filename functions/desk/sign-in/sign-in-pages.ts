import type { Factor } from "../../domain/factors.ts";
import type { CodeShape } from "../../domain/typed/code-shape.ts";
import { STRONG_CODE } from "../../domain/typed/code-shape.ts";
import { qrPicture } from "../../factors/account/qr-picture.ts";
import { type BackupCode, shownBackupCode } from "../../factors/backup-codes.ts";
import type { BegunTotp } from "../../factors/enrol-totp.ts";
import { groupedSecret } from "../../factors/otpauth.ts";
import { TOTP_CODE } from "../../factors/totp.ts";
import { html, type Html, type HtmlValue } from "../../pages/html.ts";
import { notice } from "../../pages/layout.ts";
import { DESK_FORM_FIELD } from "../pages/form-token.ts";
import { HELD_FIELD } from "../pages/held-form.ts";
import type { DeskPage } from "../pages/layout.ts";
import { say } from "../pages/words.ts";

/** What every page of a sign-in is shown with. */
export interface StepView {
  readonly basePath: string;
  readonly token: string;
  /** A filled form that waits for the sign-in, as its field has it. */
  readonly held: string | undefined;
  /** Why the last form led to nothing. */
  readonly wrong?: Html | undefined;
}

type StepPage = Pick<DeskPage, "title" | "body">;

function form(view: StepView, step: string, fields: HtmlValue, label: HtmlValue): Html {
  const { basePath, token, held } = view;
  return html`<form method="post" action="${basePath}/admin/sign-in/${step}">
    <input type="hidden" name="${DESK_FORM_FIELD}" value="${token}" />
    ${held !== undefined && html`<input type="hidden" name="${HELD_FIELD}" value="${held}" />`}
    ${fields}<button>${label}</button>
  </form>`;
}

function above({ wrong, held }: StepView): HtmlValue {
  return [
    wrong && html`<div id="wrong">${notice("bad", wrong)}</div>`,
    held !== undefined && html`<p class="notice ask">${say("heldNote")}</p>`,
  ];
}

interface CodeInput {
  readonly name: string;
  readonly label: Html;
  readonly shape: CodeShape;
  readonly completes?: "one-time-code" | "off";
  readonly wrong: boolean;
  readonly hint?: Html;
}

function codeInput({ name, label, shape, completes = "off", wrong, hint }: CodeInput): Html {
  const digits = shape.format === "digits";
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="text"
      inputmode="${digits ? "numeric" : "text"}"
      autocapitalize="${digits ? "off" : "characters"}"
      autocomplete="${completes}"
      spellcheck="false"
      dir="ltr"
      required
      ${wrong && html`aria-invalid="true" aria-describedby="wrong"`}
    />
    ${hint && html`<p class="hint">${hint}</p>`}
  </div>`;
}

/** Asks who it is. It says the same to everyone. */
export function addressPage(view: StepView, { typed }: { readonly typed?: string | undefined }): StepPage {
  return {
    title: say("signIn"),
    body: html`${above(view)}
      <p class="lead">${say("signInLead")}</p>
      ${form(
        view,
        "address",
        html`<div class="field">
          <label for="recipient">${say("address")}</label>
          <input
            id="recipient"
            name="recipient"
            type="text"
            autocomplete="username"
            autocapitalize="off"
            spellcheck="false"
            dir="ltr"
            required
            value="${typed ?? ""}"
            ${view.wrong && html`aria-invalid="true" aria-describedby="wrong"`}
          />
        </div>`,
        say("sendCode"),
      )}`,
  };
}

/** Asks for the code of the message. */
export function codePage(view: StepView, { shape }: { readonly shape: CodeShape }): StepPage {
  return {
    title: say("enterCode"),
    body: html`${above(view)}
      <p class="lead">${say("enterCodeLead")}</p>
      ${form(
        view,
        "code",
        codeInput({
          ...{ name: "code", label: say("code"), shape, completes: "one-time-code" },
          wrong: view.wrong !== undefined,
        }),
        say("onward"),
      )}
      <a class="link" href="${view.basePath}/admin/sign-in/address">${say("startAgain")}</a>`,
  };
}

/** What a factor is asked with, by who signs in or by who has for some time been signed in. */
export interface AskedFactorView {
  readonly factors: readonly Factor[];
  /** What is above the fields: a passkey's button. */
  readonly passkey?: HtmlValue;
}

/** Asks for the second factor. @param step where its form goes */
export function askedFactorPage(
  view: StepView,
  step: "factor" | "again",
  { factors, passkey }: AskedFactorView,
): StepPage {
  const has = (factor: Factor) => factors.includes(factor);
  const typed = (factor: "totp" | "backup-code", label: Html, shape: CodeShape, button: Html) =>
    form(
      view,
      step,
      html`<input type="hidden" name="factor" value="${factor}" />${codeInput({
          ...{ name: factor === "totp" ? "code" : "backup", label, shape },
          wrong: view.wrong !== undefined,
        })}`,
      button,
    );
  return {
    title: say(step === "factor" ? "secondFactor" : "again"),
    body: html`${above(view)}
      <p class="lead">${say(step === "factor" ? "secondFactorLead" : "againLead")}</p>
      ${passkey} ${has("totp") && typed("totp", say("authenticatorCode"), TOTP_CODE, say("onward"))}
      ${
        has("backup-code") &&
        html`<details class="more">
          <summary>${say("useBackupCode")}</summary>
          ${typed("backup-code", say("backupCode"), STRONG_CODE, say("onward"))}
        </details>`
      }`,
  };
}

/** Sets up the first authenticator, with the code that an owner has made. */
export function enrolPage(view: StepView, { begun }: { readonly begun: BegunTotp }): StepPage {
  return {
    title: say("enrol"),
    body: html`${above(view)}
      <p class="lead">${say("enrolLead")}</p>
      ${qrPicture(begun.uri, say("enrolPicture"))}
      <p class="key">${say("enrolKey")} <bdi dir="ltr">${groupedSecret(begun.secret)}</bdi></p>
      ${form(
        view,
        "enrol",
        html`<input type="hidden" name="enrolment" value="${begun.token}" /> ${codeInput({
            ...{ name: "enrol-code", label: say("enrolCode"), shape: STRONG_CODE },
            ...{ wrong: view.wrong !== undefined, hint: say("enrolCodeHint") },
          })}
          ${codeInput({
            ...{ name: "code", label: say("authenticatorCode"), shape: TOTP_CODE },
            wrong: view.wrong !== undefined,
          })}`,
        say("onward"),
      )}`,
  };
}

/** Shows backup codes, this once. */
export function newCodesPage(codes: readonly BackupCode[], onward: Html): StepPage {
  return {
    title: say("backupCodes"),
    body: html`<p class="lead">${say("backupCodesLead")}</p>
      <ul class="codes" id="backup-codes">
        ${codes.map((code) => html`<li><bdi dir="ltr">${shownBackupCode(code)}</bdi></li>`)}
      </ul>
      ${onward}`,
  };
}

/** Opens the desk by a link in the place of a message; the link alone does nothing. */
export function openPage(view: StepView, { link }: { readonly link: string }): StepPage {
  return {
    title: say("openDesk"),
    body: html`${above(view)}
      <p class="lead">${say("openDeskLead")}</p>
      ${form(view, "open", html`<input type="hidden" name="link" value="${link}" />`, say("onward"))}`,
  };
}
