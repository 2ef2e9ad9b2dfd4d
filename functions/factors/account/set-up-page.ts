import { FORM_FIELD } from "../../http/guard.ts";
import { MARK_FIELD } from "../../http/held-challenges.ts";
import type { Problem } from "../../http/problem.ts";
import { codeField } from "../../pages/code-field.ts";
import { lifetime } from "../../pages/countdown.ts";
import { type Html, html } from "../../pages/html.ts";
import {
  backToApp,
  errorSummary,
  type Frame,
  notice,
  type Page,
  requestAddress,
  resumeField,
  signInTitle,
} from "../../pages/layout.ts";
import { codeError } from "../../pages/problem-words.ts";
import { refusalNotice } from "../../pages/refusal-notice.ts";
import type { BegunTotp } from "../enrol-totp.ts";
import { groupedSecret } from "../otpauth.ts";
import { TOTP_CODE } from "../totp.ts";
import { NOT_SHOWN_NOW } from "./account-problem.ts";
import { qrPicture } from "./qr-picture.ts";

export interface SetUpView {
  readonly formToken: string;
  /** The sign-in that waits for it; undefined in a session. */
  readonly mark: string | undefined;
  readonly begun: BegunTotp;
  /** Whole seconds. */
  readonly expiresIn: number;
  readonly problem?: Problem | undefined;
}

/** Where an authenticator is set up: what it has to know, and one field for what it then shows. */
export function setUpPage(frame: Frame, view: SetUpView): Page {
  const { words, basePath } = frame;
  const { begun, mark, problem } = view;
  const title = words.say("setUp");
  const wrong = problem && fieldError(frame, problem);
  return {
    title: problem ? words.say("errorTitle", { title }) : title,
    sheet: frame.setUpStyle(),
    body: html`
      ${wrong && errorSummary(words, "code", wrong)}
      ${frame.app && mark !== undefined && html`<p class="for-app">${signInTitle(frame)}</p>`}
      <h1>${title}</h1>
      ${problem && !wrong && otherNotice(frame, problem)}
      <p class="lead">
        ${mark !== undefined && words.say("setUpRequired")} ${words.say("setUpLead")}
        ${lifetime(frame, "stepEnds", view.expiresIn)}
      </p>
      ${qrPicture(begun.uri, words.say("setUpPicture"))}
      <a class="link" href="${begun.uri}">${words.say("setUpOpen")}</a>
      <p class="key">${words.say("setUpKey")} <bdi dir="ltr">${groupedSecret(begun.secret)}</bdi></p>
      ${setUpForm(frame, view, wrong)}
      <div class="more">
        ${
          mark === undefined
            ? html`<a class="link" href="${basePath}/otp/session">${words.say("yourSession")}</a>`
            : html`<a class="link" href="${requestAddress(frame)}">${words.say("startAgain")}</a>
                ${backToApp(frame)}`
        }
      </div>
    `,
  };
}

function setUpForm(frame: Frame, { formToken, mark, begun }: SetUpView, wrong: Html | undefined): Html {
  const { words, basePath } = frame;
  return html`<form method="post" action="${basePath}/otp/account/factors/totp/confirm" novalidate>
    <input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
    ${mark !== undefined && html`<input type="hidden" name="${MARK_FIELD}" value="${mark}" />`}
    <input type="hidden" name="enrolment" value="${begun.token}" />
    ${resumeField(frame)}
    ${codeField(words, {
      ...{ shape: TOTP_CODE, label: "authenticatorCode", completes: "off" },
      ...{ autofocus: wrong !== undefined, wrong },
    })}
    <button>${words.say("continue")}</button>
  </form>`;
}

function errorsOf({ members }: Problem) {
  return (members.errors ?? []) as readonly { readonly path: string; readonly message: string }[];
}

/** What is wrong with the code. */
function fieldError({ words }: Frame, problem: Problem): Html | undefined {
  const error = errorsOf(problem).find(({ path }) => path === "code");
  if (!error) return undefined;
  return error.message === NOT_SHOWN_NOW
    ? words.say("error.setUpWrong")
    : codeError(words, problem, TOTP_CODE);
}

function otherNotice(frame: Frame, problem: Problem): Html {
  const isOver = errorsOf(problem).some(({ path }) => path === "enrolment");
  return isOver ? notice("bad", frame.words.say("error.setUpOver")) : refusalNotice(frame, problem);
}
