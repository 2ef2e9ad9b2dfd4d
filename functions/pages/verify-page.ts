import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import { type Html, html } from "./html.ts";
import { notice, type Page } from "./layout.ts";
import { fieldMessage } from "./request-page.ts";

export interface VerifyView {
  readonly basePath: string;
  readonly formToken: string;
  /** Masked. */
  readonly recipient: string;
  readonly codeLength: number;
  /** Whole seconds. */
  readonly expiresIn: number;
  readonly resendIn: number;
  readonly mayResend: boolean;
  readonly failedDelivery: boolean;
  readonly sentAgain: boolean;
  readonly problem?: Problem | undefined;
}

/** Asks for the passcode: one field, which phones fill by themselves. */
export function verifyPage(view: VerifyView): Page {
  const { problem } = view;
  const atField = problem?.name === "invalid-request" || problem?.name === "incorrect-code";
  const message = problem?.name === "incorrect-code" ? problem.detail : fieldMessage(problem);
  return {
    title: problem ? "Error: enter your code" : "Enter your code",
    body: html`
      <h1>Enter your code</h1>
      <p class="lead">
        We sent a ${view.codeLength}-digit code to <strong>${view.recipient}</strong>.
        <span data-after="It has expired."
          >It expires in <span data-seconds="${view.expiresIn}">${inWords(view.expiresIn)}</span>.</span
        >
      </p>
      ${view.sentAgain && !problem && notice("good", "We sent the same code again.")}
      ${view.failedDelivery && notice("bad", "The code could not be delivered. Check the address, or use another one.")}
      ${problem && !atField && notice("bad", problem.detail)}
      <form method="post" action="${view.basePath}/otp/verify" novalidate>
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <div class="field code">
          <label for="code">Code</label>
          <input
            id="code"
            name="code"
            type="text"
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength="${view.codeLength * 3}"
            data-length="${view.codeLength}"
            autofocus
            aria-describedby="${atField && "code-error "}code-hint"
            ${atField && html`aria-invalid="true"`}
          />
          ${atField && html`<p class="error" id="code-error">${message}</p>`}
          <p class="hint scripted" id="code-hint">We check it as soon as it is complete.</p>
        </div>
        <button>Continue</button>
      </form>
      <div class="more">
        ${view.mayResend && resendForm(view)}
        <a class="link" href="${view.basePath}/otp/request">Change contact method</a>
      </div>
    `,
  };
}

function resendForm({ basePath, formToken, resendIn }: VerifyView): Html {
  const ready = "Nothing there yet? It can take a minute.";
  return html`<form method="post" action="${basePath}/otp/resend">
    <input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
    <button class="quiet" data-waits aria-describedby="resend-hint">Send the code again</button>
    <p class="hint" id="resend-hint" data-after="${ready}">
      ${
        resendIn > 0
          ? html`You can ask again in <span data-seconds="${resendIn}">${inWords(resendIn)}</span>.`
          : ready
      }
    </p>
  </form>`;
}

/** What these problems are called to somebody who only wants to sign in. */
const IN_PLAIN_WORDS: Partial<Record<Problem["name"], { heading: string; detail?: string }>> = {
  "challenge-not-found": {
    heading: "There is no code to enter",
    detail: "Your code was used, it is too old, or this browser keeps no cookies.",
  },
  // An open challenge shows its field again: this was the last attempt.
  "incorrect-code": { heading: "Too many wrong codes" },
  "challenge-canceled": { heading: "The code was canceled" },
  "forbidden-origin": { heading: "That did not work" },
};

/** What is left when a challenge takes no more codes. */
export function overPage(basePath: string, problem: Problem): Page {
  const { heading = problem.title, detail = problem.detail } = IN_PLAIN_WORDS[problem.name] ?? {};
  return {
    title: heading,
    body: html`
      <h1>${heading}</h1>
      ${notice("bad", detail)}
      <a class="button" href="${basePath}/otp/request"
        >${problem.name === "forbidden-origin" ? "Start again" : "Ask for a new code"}</a
      >
    `,
  };
}

function inWords(seconds: number): string {
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
}
