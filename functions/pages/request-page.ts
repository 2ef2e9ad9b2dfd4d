import type { Channel } from "../domain/channel.ts";
import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import type { PageKey } from "../words/page-texts.ts";
import { type Html, html } from "./html.ts";
import { errorSummary, type Frame, notice, type Page } from "./layout.ts";
import { addressError, EXAMPLE_PHONE, sendError } from "./problem-words.ts";

export interface RequestView {
  readonly formToken: string;
  /** Those that the owner offers. */
  readonly channels: readonly Channel[];
  /** What was chosen and typed before. */
  readonly channel: Channel;
  readonly typed: string;
  readonly problem?: Problem | undefined;
}

/** A number serves both ways that reach it. */
const FIELDS = {
  email: { key: "email", type: "email", ways: ["email"] },
  sms: { key: "phone", type: "tel", ways: ["sms", "whatsapp"] },
} as const satisfies Record<string, { key: PageKey; type: string; ways: readonly Channel[] }>;

const WAYS = { email: "byEmail", sms: "bySms", whatsapp: "byWhatsapp" } as const satisfies Record<
  Channel,
  PageKey
>;

/** The name of the field for a way's addresses. */
export function fieldOf(channel: Channel): keyof typeof FIELDS {
  return channel === "email" ? "email" : "sms";
}

/** Asks where to send the code. Which field shows follows the choice without a script. */
export function requestPage(frame: Frame, view: RequestView): Page {
  const { words, basePath } = frame;
  const { problem, channels } = view;
  const field = fieldOf(view.channel);
  const wrong =
    problem?.name === "invalid-request" ? addressError(words, problem, field === "email") : undefined;
  const title = words.say("signIn");
  return {
    title: problem ? words.say("errorTitle", { title }) : title,
    body: html`
      ${wrong && errorSummary(words, field, wrong)}
      <h1>${title}</h1>
      <p class="lead">${words.say("signInLead")}</p>
      ${problem && !wrong && notice("bad", sendError(words, problem))}
      <form method="post" action="${basePath}/otp/request" novalidate>
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <input type="hidden" name="locale" value="${words.locale}" />
        ${choice(frame, view)}
        ${(["email", "sms"] as const)
          .filter((name) => FIELDS[name].ways.some((way) => channels.includes(way)))
          .map((name) => input(frame, view, name, name === field ? wrong : undefined))}
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
            ${words.say(WAYS[way])}</label
          >`,
      )}
    </div>
  </fieldset>`;
}

function input(
  { words }: Frame,
  view: RequestView,
  name: keyof typeof FIELDS,
  wrong: Html | undefined,
): Html {
  const { key, type } = FIELDS[name];
  const mine = name === fieldOf(view.channel);
  const hint = key === "email" ? words.say("emailHint") : words.say("phoneHint", { example: EXAMPLE_PHONE });
  return html`<div class="field to-${name}">
    <label for="${name}">${words.say(key)}</label>
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
