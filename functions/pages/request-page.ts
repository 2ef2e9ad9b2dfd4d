import type { AddressKind } from "../domain/address-kind.ts";
import { type Channel, traitsOf } from "../domain/channel.ts";
import { FORM_FIELD } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import { ADDRESS_FIELDS } from "../http/request-form.ts";
import type { PageKey } from "../words/page-texts.ts";
import { type Html, html } from "./html.ts";
import { WAITING_FIELD } from "../http/waiting.ts";
import {
  backToApp,
  errorSummary,
  type Frame,
  homeLink,
  type Page,
  resumeField,
  signInTitle,
} from "./layout.ts";
import { addressError, EXAMPLE_PHONE } from "./problem-words.ts";
import { refusalNotice } from "./refusal-notice.ts";
import { originOfPuzzle, puzzleField, puzzleNotice, readPuzzle } from "./puzzle-field.ts";
import { passkeyButton, passkeyFields } from "./passkey-button.ts";
import type { PageWords } from "./words.ts";
import type { PhoneCountry } from "./phone-countries.ts";
import { WAY_WORDS } from "./way-words.ts";

export interface RequestView {
  readonly formToken: string;
  /** Those that the owner offers. */
  readonly channels: readonly Channel[];
  /** What was chosen and typed before. */
  readonly channel: Channel;
  readonly typed: string;
  readonly countries: readonly PhoneCountry[];
  /** ISO 3166, of a number without its country code. */
  readonly country: string;
  /** Whether this browser has a session, as it seems. */
  readonly signedIn: boolean;
  /** An app's request that waits for the sign-in, sealed. */
  readonly waiting?: string | undefined;
  /** Where the code of an open challenge is asked for: a limit on new ones must not hide the way back. */
  readonly codePage?: string | undefined;
  readonly problem?: Problem | undefined;
  /** The host whose passkeys may be used in the place of a code; none where they are off. */
  readonly passkeysOf?: string | undefined;
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
  const title = signInTitle(frame);
  const puzzle = problem && readPuzzle(problem);
  return {
    title: problem ? words.say("errorTitle", { title }) : title,
    next: "/otp/verify",
    form: "sign-in",
    widgetOf: originOfPuzzle(puzzle),
    body: html`
      ${wrong && errorSummary(words, ADDRESS_FIELDS[kind], wrong)}
      <h1>${title}</h1>
      <p class="lead">${words.say("signInLead")}</p>
      ${view.signedIn && !problem && alreadySignedIn(frame)}
      ${problem && !wrong && refusalNotice(frame, problem)} ${puzzleNotice(frame, puzzle)}
      <form id="sign-in" method="post" action="${basePath}/otp/request" novalidate>
        <input type="hidden" name="${FORM_FIELD}" value="${view.formToken}" />
        <input type="hidden" name="locale" value="${words.locale}" />
        ${view.waiting !== undefined && html`<input type="hidden" name="${WAITING_FIELD}" value="${view.waiting}" />`}
        ${puzzle && puzzleField(frame, puzzle)} ${resumeField(frame)} ${choice(frame, view)}
        ${KINDS.filter((one) => channels.some((way) => traitsOf(way).addressKind === one)).map((one) =>
          input(frame, view, one, one === kind ? wrong : undefined),
        )}
        <button>${words.say("sendCode")}</button>
        ${view.passkeysOf !== undefined && passkeyFields(frame)}
      </form>
      ${view.passkeysOf !== undefined && passkeyButton(frame, view.passkeysOf, problem)}
      ${
        (view.codePage !== undefined || frame.app !== undefined) &&
        html`<div class="more">
          ${view.codePage !== undefined && html`<a class="link" href="${view.codePage}">${words.say("backToCode")}</a>`}
          ${backToApp(frame)}
        </div>`
      }
    `,
  };
}

function alreadySignedIn(frame: Frame): Html {
  const { words, basePath } = frame;
  return html`<div class="notice ask">
    <p>${words.say("alreadySignedIn")}</p>
    <a class="link" href="${basePath}/otp/session">${words.say("yourSession")}</a>
    ${homeLink(frame)}
  </div>`;
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

function input(frame: Frame, view: RequestView, kind: AddressKind, wrong: Html | undefined): Html {
  const { words } = frame;
  const { type } = FIELDS[kind];
  const name = ADDRESS_FIELDS[kind];
  const mine = kind === traitsOf(view.channel).addressKind;
  const example = kind === "phone" ? exampleOf(view) : undefined;
  return html`<div class="field to-${name}">
    <label for="${name}">${words.say(labelOf(view, kind))}</label>
    ${kind === "phone" && countryChoice(frame, view)}
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      inputmode="${type}"
      autocomplete="${type}${view.passkeysOf !== undefined && " webauthn"}"
      dir="ltr"
      spellcheck="false"
      autocapitalize="none"
      value="${mine && view.typed}"
      ${example !== undefined && html`placeholder="${example}"`}
      ${mine && html`autofocus`}
      aria-describedby="${wrong && html`${name}-error `}${name}-hint"
      ${wrong && html`aria-invalid="true"`}
    />
    ${wrong && html`<p class="error" id="${name}-error">${wrong}</p>`}
    <p class="hint" id="${name}-hint">${hintOf(words, kind, example)}</p>
  </div>`;
}

/** Where calls are made, a phone on a wall will do as well. */
function labelOf({ channels }: RequestView, kind: AddressKind): PageKey {
  const anyPhone = channels.some((way) => traitsOf(way).reachesFixedLines);
  return kind === "phone" && anyPhone ? "anyPhone" : FIELDS[kind].label;
}

function exampleOf({ countries, country }: RequestView): string | undefined {
  return countries.find(({ code }) => code === country)?.example;
}

function hintOf(words: PageWords, kind: AddressKind, example: string | undefined): Html {
  if (kind === "email") return words.say("emailHint");
  if (example === undefined) return words.say("phoneHint", { example: EXAMPLE_PHONE });
  return words.say("phoneExample", { example: html`<bdi dir="ltr" data-example>${example}</bdi>` });
}

/** An option holds no markup: these keep the plus sign before the digits among words from right to left. */
const [LTR, END_LTR] = ["\u2066", "\u2069"];

/** A list of the browser's own, which works without a script. A number with a plus sign says its country itself. */
function countryChoice({ words }: Frame, { countries, country }: RequestView): Html | false {
  return (
    countries.length > 1 &&
    html`<select name="country" aria-label="${words.say("country")}">
      ${countries.map(
        ({ code, name, callingCode, example }) =>
          html`<option
            value="${code}"
            ${example !== undefined && html`data-example="${example}"`}
            ${code === country && html`selected`}
          >
            ${name} ${LTR}${callingCode}${END_LTR}
          </option>`,
      )}
    </select>`
  );
}
