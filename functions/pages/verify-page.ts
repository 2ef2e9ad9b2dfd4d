import type { ChannelTo } from "../domain/channel.ts";
import type { DeliveryState } from "../domain/challenge.ts";
import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import type { PageKey } from "../words/page-texts.ts";
import { type Html, html } from "./html.ts";
import { apart, errorSummary, type Frame, notice, type Page } from "./layout.ts";
import { codeError, sendError } from "./problem-words.ts";
import { RESEND_WORDS } from "./way-words.ts";

export interface VerifyView {
  readonly formToken: string;
  /** Masked. */
  readonly recipient: string;
  readonly codeLength: number;
  /** Whole seconds. */
  readonly expiresIn: number;
  readonly resendIn: number;
  readonly mayResend: boolean;
  /** Other ways to the same number, where the owner offers some. */
  readonly otherWays: readonly ChannelTo<"phone">[];
  /** How many are left, once one was wrong. */
  readonly attemptsLeft?: number | undefined;
  /** `accepted` where nothing is told of it. */
  readonly delivery: DeliveryState | "accepted";
  readonly sentAgain: boolean;
  readonly problem?: Problem | undefined;
}

/** Asks for the passcode: one field, which phones fill by themselves. */
export function verifyPage(frame: Frame, view: VerifyView): Page {
  const { words, basePath } = frame;
  const { problem, attemptsLeft } = view;
  const wrong =
    problem?.name === "invalid-request" || problem?.name === "incorrect-code"
      ? codeError(words, problem, view.codeLength)
      : undefined;
  const title = words.say("enterCode");
  return {
    title: problem ? words.say("errorTitle", { title }) : title,
    next: "/otp/session",
    body: html`
      ${wrong && errorSummary(words, "code", wrong)}
      <h1>${title}</h1>
      <p class="lead">
        ${words.say("codeSent", { length: view.codeLength, recipient: apart(view.recipient) })}
        <span data-after="${words.say("expired")}" data-say="${words.say("timeLeft")}"
          >${words.say("expiresIn", { time: countdown(frame, view.expiresIn) })}</span
        >
      </p>
      ${view.sentAgain && !problem && notice("good", words.say("sentAgain"))} ${deliveryLine(frame, view)}
      ${problem && !wrong && notice("bad", sendError(words, problem))}
      <form method="post" action="${basePath}/otp/verify" novalidate>
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <div class="field code">
          <label for="code">${words.say("code")}</label>
          <input
            id="code"
            name="code"
            type="text"
            inputmode="numeric"
            autocomplete="one-time-code"
            dir="ltr"
            spellcheck="false"
            data-length="${view.codeLength}"
            autofocus
            aria-describedby="${wrong && "code-error "}code-hint"
            ${wrong && html`aria-invalid="true"`}
          />
          ${wrong && html`<p class="error" id="code-error">${wrong}</p>`}
          ${attemptsLeft !== undefined && !wrong && html`<p class="hint">${words.attemptsLeft(attemptsLeft)}</p>`}
          <p class="hint scripted" id="code-hint">${words.say("codeHint")}</p>
        </div>
        <button>${words.say("continue")}</button>
      </form>
      <div class="more">
        ${view.mayResend && resendForm(frame, view)}
        <a class="link" href="${basePath}/otp/request">${words.say("changeContact")}</a>
      </div>
    `,
  };
}

const DELIVERY: Partial<Record<VerifyView["delivery"], PageKey>> = {
  queued: "sending",
  sent: "sent",
  delayed: "delayed",
  delivered: "delivered",
  complained: "delivered",
};

const MAY_CHANGE: ReadonlySet<string> = new Set(["queued", "sent", "delayed"]);
const NOT_ARRIVED: ReadonlySet<string> = new Set(["failed", "bounced", "suppressed"]);

/** The status of the message, where that may be told. The script looks again as long as it may change. */
function deliveryLine({ words, basePath }: Frame, { delivery }: VerifyView): Html | false {
  if (NOT_ARRIVED.has(delivery))
    return html`<div id="delivery">${notice("bad", words.say("notDelivered"))}</div>`;
  const key = DELIVERY[delivery];
  if (key === undefined) return false;
  const open = MAY_CHANGE.has(delivery) && html`data-open="${basePath}/otp/verify"`;
  return html`<p id="delivery" class="state ${delivery}" ${open}>${words.say(key)}</p>`;
}

function resendForm(frame: Frame, { formToken, resendIn, otherWays }: VerifyView): Html {
  const { words, basePath } = frame;
  const ready = words.say("resendReady");
  return html`<form method="post" action="${basePath}/otp/resend">
    <input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
    <button class="quiet" data-waits aria-describedby="resend-hint">${words.say("resend")}</button>
    ${otherWays.map(
      (way) =>
        html`<button class="quiet" data-waits name="channel" value="${way}">
          ${words.say(RESEND_WORDS[way])}
        </button>`,
    )}
    <p class="hint" id="resend-hint" data-after="${ready}">
      ${resendIn > 0 ? words.say("resendIn", { time: countdown(frame, resendIn) }) : ready}
    </p>
  </form>`;
}

function countdown({ words }: Frame, seconds: number): Html {
  return html`<span data-seconds="${seconds}">${words.time(seconds)}</span>`;
}
