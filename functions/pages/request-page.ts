import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import type { Settings } from "../settings.ts";
import { type Html, html } from "./html.ts";
import { notice, type Page } from "./layout.ts";

export interface RequestView {
  readonly action: string;
  readonly formToken: string;
  readonly channels: Settings["channels"];
  /** What was chosen and typed before. */
  readonly channel: "email" | "sms";
  readonly typed: string;
  readonly problem?: Problem | undefined;
}

const FIELDS = {
  email: {
    label: "E-mail address",
    type: "email",
    autocomplete: "email",
    inputmode: "email",
    hint: "For example name@example.com",
  },
  sms: {
    label: "Mobile number",
    type: "tel",
    autocomplete: "tel",
    inputmode: "tel",
    hint: "With country code, like +1 415 555 0123",
  },
} as const;

/** Asks where to send the code. Which field shows follows the choice without a script. */
export function requestPage(view: RequestView): Page {
  const offered = (["email", "sms"] as const).filter((channel) => view.channels[channel].enabled);
  const atField = view.problem?.name === "invalid-request";
  return {
    title: view.problem ? "Error: sign in" : "Sign in",
    body: html`
      <h1>Sign in</h1>
      <p class="lead">We will send you a one-time code. No password needed.</p>
      ${view.problem && !atField && notice("bad", view.problem.detail)}
      <form method="post" action="${view.action}" novalidate>
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        ${
          offered.length > 1 &&
          html`<fieldset>
            <legend>Send the code by</legend>
            <div class="choice">
              ${offered.map(
                (channel) =>
                  html`<label
                    ><input
                      type="radio"
                      name="channel"
                      id="by-${channel}"
                      value="${channel}"
                      ${channel === view.channel && html`checked`}
                    />
                    ${channel === "email" ? "E-mail" : "Text message"}</label
                  >`,
              )}
            </div>
          </fieldset>`
        }
        ${offered.map((channel) => field(channel, view, atField))}
        <button>Send the code</button>
      </form>
    `,
  };
}

function field(
  channel: "email" | "sms",
  { channel: chosen, typed, problem }: RequestView,
  atField: boolean,
): Html {
  const { label, type, autocomplete, inputmode, hint } = FIELDS[channel];
  const mine = channel === chosen;
  const wrong = mine && atField;
  return html`<div class="field by-${channel}">
    <label for="${channel}">${label}</label>
    <input
      id="${channel}"
      name="${channel}"
      type="${type}"
      inputmode="${inputmode}"
      autocomplete="${autocomplete}"
      value="${mine && typed}"
      ${mine && html`autofocus`}
      aria-describedby="${channel}-${wrong ? "error" : "hint"}"
      ${wrong && html`aria-invalid="true"`}
    />
    ${
      wrong
        ? html`<p class="error" id="${channel}-error">${fieldMessage(problem)}</p>`
        : html`<p class="hint" id="${channel}-hint">${hint}</p>`
    }
  </div>`;
}

/** The words for the field, without the name that the API calls it by. */
export function fieldMessage(problem: Problem | undefined): string {
  const errors = problem?.members.errors as readonly { readonly message: string }[] | undefined;
  return errors?.map(({ message }) => message).join(" ") ?? "";
}
