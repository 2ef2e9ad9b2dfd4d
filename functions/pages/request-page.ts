import type { AddressKind } from "../domain/address-kind.ts";
import { type Channel, traitsOf } from "../domain/channel.ts";
import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import { ADDRESS_FIELDS } from "../http/request-form.ts";
import type { PageKey } from "../words/page-texts.ts";
import { type Html, html } from "./html.ts";
import { errorSummary, type Frame, notice, type Page } from "./layout.ts";
import { addressError, EXAMPLE_PHONE, sendError } from "./problem-words.ts";
import { WAY_WORDS } from "./way-words.ts";

export interface RequestView {
  readonly formToken: string;
  /** Those that the owner offers. */
  readonly channels: readonly Channel[];
  /** What was chosen and typed before. */
  readonly channel: Channel;
  readonly typed: string;
  readonly problem?: Problem | undefined;
}

/** The field for each kind of address: a number serves every way that reaches it. */
const FIELDS = {
  email: { label: "email", type: "email" },
  phone: { label: "phone", type: "tel" },
} as const satisfies Record<AddressKind, { label: PageKey; type: string }>;
const KINDS = Object.keys(FIELDS) as readonly AddressKind[];

/** Asks where to send the code. Which field shows follows the choice without a script. */
export function requestPage(frame: Frame, view: RequestView): Page {
  const { words, basePath } = frame;
  const { problem, channels } = view;
  const kind = traitsOf(view.channel).addressKind;
  const wrong = problem?.name === "invalid-request" ? addressError(words, problem, kind) : undefined;
  const title = words.say("signIn");
  return {
    title: problem ? words.say("errorTitle", { title }) : title,
    body: html`
      ${wrong && errorSummary(words, ADDRESS_FIELDS[kind], wrong)}
      <h1>${title}</h1>
      <p class="lead">${words.say("signInLead")}</p>
      ${problem && !wrong && notice("bad", sendError(words, problem))}
      <form method="post" action="${basePath}/otp/request" novalidate>
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <input type="hidden" name="locale" value="${words.locale}" />
        ${choice(frame, view)}
        ${KINDS.filter((one) => channels.some((way) => traitsOf(way).addressKind === one)).map((one) =>
          input(frame, view, one, one === kind ? wrong : undefined),
        )}
        <button>${words.say("sendCode")}</button>
      </form>
    `,
  };
}

function choice({ words }: Frame, { channels, channel }: RequestView): Html {
  if (channels.length === 1) return html`<input type="hidden" name="channel" value="${channels[0]}" />`;
  return html`<fieldset>
    <legend>${words.say("sendBy")}</legend>
    <div class="choice">
      ${channels.map(
        (way) =>
          html`<label
            ><input
              type="radio"
              name="channel"
              id="by-${way}"
              value="${way}"
              ${way === channel && html`checked`}
            />
            ${words.say(WAY_WORDS[way])}</label
          >`,
      )}
    </div>
  </fieldset>`;
}

function input({ words }: Frame, view: RequestView, kind: AddressKind, wrong: Html | undefined): Html {
  const { label, type } = FIELDS[kind];
  const name = ADDRESS_FIELDS[kind];
  const mine = kind === traitsOf(view.channel).addressKind;
  const hint = kind === "email" ? words.say("emailHint") : words.say("phoneHint", { example: EXAMPLE_PHONE });
  return html`<div class="field to-${name}">
    <label for="${name}">${words.say(label)}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      inputmode="${type}"
      autocomplete="${type}"
      dir="ltr"
      spellcheck="false"
      autocapitalize="none"
      value="${mine && view.typed}"
      ${mine && html`autofocus`}
      aria-describedby="${wrong && html`${name}-error `}${name}-hint"
      ${wrong && html`aria-invalid="true"`}
    />
    ${wrong && html`<p class="error" id="${name}-error">${wrong}</p>`}
    <p class="hint" id="${name}-hint">${hint}</p>
  </div>`;
}
