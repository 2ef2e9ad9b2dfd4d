import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import { html } from "./html.ts";
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
      <p class="soft">We sent a ${view.codeLength}-digit code to <strong>${view.recipient}</strong>.</p>
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
            ${atField && html`aria-invalid="true" aria-describedby="code-error"`}
          />
          ${atField && html`<p class="error" id="code-error">${message}</p>`}
        </div>
        <button>Continue</button>
      </form>
      <p class="after soft">
        The code expires in <span data-seconds="${view.expiresIn}">${inWords(view.expiresIn)}</span>.
      </p>
      ${
        view.mayResend &&
        html`<form method="post" action="${view.basePath}/otp/resend">
          <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
          <button class="quiet">Send the code again</button>
          ${
            view.resendIn > 0 &&
            html`<p class="after soft" data-until-zero>
              You can ask again in <span data-seconds="${view.resendIn}">${inWords(view.resendIn)}</span>.
            </p>`
          }
        </form>`
      }
      <p class="after"><a href="${view.basePath}/otp/request">Change contact method</a></p>
    `,
  };
}

/** What is left when a challenge takes no more codes. */
export function overPage(basePath: string, problem: Problem): Page {
  return {
    title: problem.title,
    body: html`
      <h1>${problem.title}</h1>
      ${notice("bad", problem.detail)}
      <a class="button" href="${basePath}/otp/request">Ask for a new code</a>
    `,
  };
}

function inWords(seconds: number): string {
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
}
