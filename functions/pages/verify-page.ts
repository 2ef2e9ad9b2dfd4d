import { type Channel, type ChannelTo, provesAddress } from "../domain/channel.ts";
import type { DeliveryState } from "../domain/challenge.ts";
import type { CodeFormat, CodeShape } from "../domain/typed/code-shape.ts";
import { FORM_FIELD } from "../http/guard.ts";
import { MARK_FIELD } from "../http/held-challenges.ts";
import type { Problem } from "../http/problem.ts";
import type { PageKey } from "../words/page-texts.ts";
import { askAgainForm, changeAddress } from "./ask-again.ts";
import { codeField } from "./code-field.ts";
import { countdown, lifetime } from "./countdown.ts";
import { type Html, html } from "./html.ts";
import {
  apart,
  backToApp,
  errorSummary,
  type Frame,
  notice,
  type Page,
  resumeField,
  signInTitle,
} from "./layout.ts";
import { codeError } from "./problem-words.ts";
import { refusalNotice } from "./refusal-notice.ts";
import { RESEND_WORDS } from "./way-words.ts";

export interface VerifyView {
  readonly formToken: string;
  /** Which of the browser's challenges the page is about. */
  readonly mark: string;
  /** ISO 8601. */
  readonly askedAt: string;
  /** Whether the browser holds other open challenges, whose codes are refused here. */
  readonly otherCodes: boolean;
  /** As it was typed in this browser; masked elsewhere. */
  readonly recipient: string;
  /** How the code went. */
  readonly channel: Channel;
  /** ISO 3166 country of a number that was typed. */
  readonly region?: string | undefined;
  /** An address that was probably meant. */
  readonly meant?: string | undefined;
  readonly code: CodeShape;
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
  /** Whether it did not arrive by no fault of the recipient's. */
  readonly serviceFault: boolean;
  readonly sentAgain: boolean;
  readonly problem?: Problem | undefined;
}

/** How a code is asked for. */
interface CodeWords {
  readonly sent: PageKey;
  /** The same of a notification, which comes where there is a browser that shows it. */
  readonly pushed: PageKey;
  /** What it looks like, where that is not plain. */
  readonly hint?: PageKey;
  readonly why?: PageKey;
}

const CODE_WORDS: Readonly<Record<CodeFormat, CodeWords>> = {
  digits: { sent: "codeSent", pushed: "codePushed" },
  base32: {
    sent: "strongCodeSent",
    pushed: "strongCodePushed",
    hint: "strongCodeHint",
    why: "why.strongCode",
  },
};

/** A code as messages show it. */
const EXAMPLE = html`<bdi dir="ltr">K7QFM-2XD9T-RAW</bdi>`;

/** Asks for the passcode: one field, which phones fill by themselves. */
export function verifyPage(frame: Frame, view: VerifyView): Page {
  const { words, basePath } = frame;
  const { code, problem, attemptsLeft } = view;
  const written = CODE_WORDS[code.format];
  const wrong =
    problem?.name === "invalid-request" || problem?.name === "incorrect-code"
      ? codeError(words, problem, code)
      : undefined;
  const title = words.say("enterCode");
  return {
    title: problem ? words.say("errorTitle", { title }) : title,
    next: "/otp/session",
    body: html`
      ${wrong && errorSummary(words, "code", wrong)}
      ${frame.app && html`<p class="for-app">${signInTitle(frame)}</p>`}
      <h1>${title}</h1>
      <p class="lead">
        ${words.say(provesAddress(view.channel) ? written.sent : written.pushed, { length: code.length, recipient: recipientOf(frame, view) })}
        ${lifetime(frame, "expiresIn", view.expiresIn)}
      </p>
      ${view.sentAgain && !problem && notice("good", words.say("sentAgain"))} ${deliveryLine(frame, view)}
      ${problem && !wrong && refusalNotice(frame, problem)}
      ${problem?.name === "incorrect-code" && view.otherCodes && notice("bad", whichMessage(frame, view))}
      ${view.meant !== undefined && didYouMean(frame, view.formToken, view.meant)}
      <form method="post" action="${basePath}/otp/verify" novalidate>
        ${hiddenFields(frame, view)}
        ${codeField(words, {
          ...{ shape: code, label: "code", completes: "one-time-code", autofocus: true },
          ...{ wrong, attemptsLeft, looks: looksOf(frame, written) },
        })}
        <button>${words.say("continue")}</button>
      </form>
      <div class="more">
        ${view.mayResend ? resendForm(frame, view) : html`<p class="hint">${words.say("error.sends")}</p>`}
        <a class="link" href="${changeAddress(frame)}">${words.say("changeContact")}</a>
        ${backToApp(frame)}
      </div>
    `,
  };
}

function looksOf({ words }: Frame, { hint, why }: CodeWords): Html | undefined {
  return hint && html`${words.say(hint, { example: EXAMPLE })} ${why && words.say(why)}`;
}

function hiddenFields(frame: Frame, { formToken, mark }: VerifyView): Html {
  return html`<input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
    <input type="hidden" name="${MARK_FIELD}" value="${mark}" />
    ${resumeField(frame)}`;
}

/** A code of another tab's message is no more right here than any other: the user is told which message belongs here. */
function whichMessage(frame: Frame, view: VerifyView): Html {
  const { words } = frame;
  const time = html`<time datetime="${view.askedAt}">${words.instant(view.askedAt)} UTC</time>`;
  return words.say("otherCodes", { recipient: recipientOf(frame, view), time });
}

/** With the country beside a number: a number that was read in a wrong one looks right without it. */
function recipientOf({ words }: Frame, { recipient, region }: VerifyView): Html {
  return region === undefined ? apart(recipient) : html`${apart(recipient)} (${words.country(region)})`;
}

/** A question, never a change: the code has been sent where it was asked to go. */
function didYouMean(frame: Frame, formToken: string, meant: string): Html {
  const { words } = frame;
  const address = { channel: "email", text: meant, shown: meant } as const;
  return html`<div class="notice ask">
    <p>${words.say("didYouMean", { address: apart(meant) })}</p>
    ${askAgainForm(frame, { formToken, address }, words.say("sendThere"), "quiet")}
  </div>`;
}

const DELIVERY: Partial<Record<VerifyView["delivery"], PageKey>> = {
  queued: "sending",
  sent: "sent",
  delayed: "delayed",
  delivered: "delivered",
  complained: "delivered",
};

const MAY_CHANGE: ReadonlySet<string> = new Set(["queued", "sent", "delayed"]);
/** `failed` may be a provider's fault as well as the address's, and is said so that it blames nobody. */
const NOT_ARRIVED: Partial<Record<VerifyView["delivery"], PageKey>> = {
  failed: "sendFailed",
  bounced: "notDelivered",
  suppressed: "notDelivered",
};

/** The status of the message, where that may be told. The script looks again as long as it may change. */
function deliveryLine({ words, address }: Frame, { delivery, serviceFault }: VerifyView): Html | false {
  const why = NOT_ARRIVED[delivery];
  if (why !== undefined)
    return html`<div id="delivery">${notice("bad", words.say(serviceFault ? "notSent" : why))}</div>`;
  const key = DELIVERY[delivery];
  if (key === undefined) return false;
  const open = MAY_CHANGE.has(delivery) && html`data-open="${address}"`;
  return html`<p id="delivery" class="state ${delivery}" ${open}>${words.say(key)}</p>`;
}

function resendForm(frame: Frame, view: VerifyView): Html {
  const { resendIn, otherWays } = view;
  const { words, basePath } = frame;
  const ready = words.say("resendReady");
  return html`<form method="post" action="${basePath}/otp/resend">
    ${hiddenFields(frame, view)}
    <button class="quiet" data-waits aria-describedby="resend-hint">${words.say("resend")}</button>
    ${otherWays.map(
      (way) =>
        html`<button class="quiet" data-waits name="channel" value="${way}">
          ${words.say(RESEND_WORDS[way])}
        </button>`,
    )}
    <p class="hint" id="resend-hint" data-after="${ready}">
      ${resendIn > 0 ? words.say("resendIn", { time: countdown(words, resendIn) }) : ready}
    </p>
  </form>`;
}
