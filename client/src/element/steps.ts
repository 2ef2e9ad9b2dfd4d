import type { Challenge, Channel } from "../client.ts";
import { channelChoice } from "./channel-choice.ts";
import { CODE_EXAMPLE, CODE_WORDS } from "./code-words.ts";
import { countDown } from "./count-down.ts";
import { countryChoice } from "./countries.ts";
import { button, field, make, slot } from "./make.ts";
import { whenComplete } from "./when-complete.ts";
import type { Speech } from "./words.ts";

/** A step of the sign-in: its form, and what changes in it. */
export interface Step {
  readonly form: HTMLFormElement;
  readonly input: HTMLInputElement;
  readonly error: HTMLElement;
  /** Where help is; hidden unless a person needs it and the owner has said where. */
  readonly help: HTMLElement;
  /** What happens to the message; of the code's step. */
  readonly delivery?: HTMLElement;
  /** Sends the form of a step that sends itself. */
  readonly submit?: () => void;
}

/** What may be asked for, and what was chosen and typed before. */
export interface AddressChoice {
  readonly channels: readonly Channel[];
  readonly chosen: Channel;
  readonly typed: string;
  /** Of numbers, as ISO 3166; the one that is chosen is one of them. */
  readonly countries: readonly string[];
  readonly country: string;
  readonly support: string | null;
}

/** Asks where the code should go. */
export function addressStep(
  speech: Speech,
  { channels, chosen, typed, countries, country, support }: AddressChoice,
  choose: { readonly channel: (channel: Channel) => void; readonly country: (country: string) => void },
): Step {
  const isEmail = takesEmail(chosen);
  const parts = field(
    speech.say(isEmail ? "emailLabel" : channels.includes("voice") ? "anyPhoneLabel" : "phoneLabel"),
    speech.say(isEmail ? "emailHint" : "phoneHint"),
    isEmail
      ? { type: "email", autocomplete: "email", inputmode: "email", dir: "ltr" }
      : { type: "tel", autocomplete: "tel", inputmode: "tel", dir: "ltr" },
  );
  const [, input, error] = parts;
  input.value = typed;
  const [label, ...rest] = parts;
  const choice = isEmail ? [] : countryChoice(speech.say("country"), speech.locale, countries, country);
  for (const select of choice) select.addEventListener("change", () => choose.country(select.value));
  const help = helpLink(speech, support);
  const labelled = channels.map((channel) => [channel, speech.say(channel)] as const);
  const form = make("form", { part: "form", novalidate: "" });
  form.append(
    slot("title", make("h2", { part: "title" }, speech.say("title"))),
    slot("lead", make("p", { part: "lead" }, speech.say("lead"))),
    ...channelChoice(speech.say("by"), labelled, chosen, choose.channel),
    label,
    ...choice,
    ...rest,
    help,
    make("button", { part: "button", class: "main" }, speech.say("send")),
  );
  return { form, input, error, help };
}

/** Whether a channel is asked for by an e-mail address. */
export function takesEmail(channel: Channel): boolean {
  return channel === "email" || channel === "push";
}

function helpLink(speech: Speech, support: string | null): HTMLAnchorElement {
  const link = make("a", { part: "help", ...(support !== null && { href: support }) }, speech.say("help"));
  link.hidden = true;
  return link;
}

/** What may be done on the code's step. */
export interface CodeActions {
  /** By another channel, where one is named. */
  readonly again: (channel?: Channel) => void;
  /** Has another code sent, to the address that was probably meant. */
  readonly meant: (address: string) => void;
  readonly change: () => void;
  readonly expired: () => void;
}

/** Asks for the code. @param signal ends its clocks */
export function codeStep(
  speech: Speech,
  challenge: Challenge,
  { channels, typed, support }: Pick<AddressChoice, "channels" | "typed" | "support">,
  { again, meant, change, expired }: CodeActions,
  signal: AbortSignal,
): Step {
  const { codeFormat, codeLength, expiresIn, resendIn, channel, suggestion } = challenge;
  const form = make("form", { part: "form", novalidate: "" });
  const minutes = Math.ceil(expiresIn / 60);
  const written = CODE_WORDS[codeFormat];
  const looks =
    written.looks === undefined
      ? ""
      : `${speech.say(written.looks, { example: CODE_EXAMPLE })} ${speech.say(written.why)} `;
  const parts = field(speech.say("codeLabel"), looks + speech.say("codeHint", { minutes }), {
    class: "code",
    inputmode: written.inputMode,
    autocapitalize: written.capitals,
    autocomplete: "one-time-code",
    spellcheck: "false",
    dir: "ltr",
  });
  const [, input, error] = parts;
  whenComplete(input, { format: codeFormat, length: codeLength }, () => form.requestSubmit());
  const life = make("span");
  const wait = make("p", { part: "wait", class: "hint" });
  const resends = [
    button("resend", speech.say("resend"), () => again()),
    ...otherWays(challenge, channels).map((way) =>
      button("resend", speech.say(RESEND_WORDS[way]), () => again(way)),
    ),
  ];
  const clocks = [
    countDown(expiresIn, (seconds) => {
      life.textContent = speech.say("expiresIn", { time: speech.time(seconds) });
      // A code that is being checked now may still be right: its answer says what came of it.
      if (seconds === 0) setTimeout(() => !signal.aborted && !form.ariaBusy && expired());
    }),
    countDown(resendIn, (seconds) => {
      for (const one of resends) one.disabled = seconds > 0;
      wait.textContent =
        seconds > 0
          ? speech.say("resendIn", { seconds, time: speech.time(seconds) })
          : speech.say("resendReady");
    }),
  ];
  signal.addEventListener("abort", () => clocks.forEach(clearInterval), { once: true });
  const help = helpLink(speech, support);
  const delivery = make("p", { part: "delivery", role: "status", class: "delivery" });
  const lead = speech.say(channel === "push" ? written.pushed : written.lead, {
    length: codeLength,
    recipient: readBack(speech, challenge, typed),
  });
  form.append(
    slot("code-title", make("h2", { part: "title" }, speech.say("codeTitle"))),
    make("p", { part: "lead" }, `${lead} `, life),
    delivery,
    ...(suggestion === undefined ? [] : [didYouMean(speech, suggestion, meant)]),
    ...parts,
    help,
    make("button", { part: "button", class: "main" }, speech.say("check")),
    ...resends,
    wait,
    button("change", speech.say("change"), change),
  );
  return { form, input, error, help, delivery };
}

const RESEND_WORDS = {
  sms: "resendBySms",
  whatsapp: "resendByWhatsapp",
  voice: "resendByVoice",
} as const;

/** The other ways to the challenge's number that the page offers. What was sent to an e-mail address goes no other way. */
function otherWays(
  { channel, otherChannels }: Challenge,
  channels: readonly Channel[],
): (keyof typeof RESEND_WORDS)[] {
  return takesEmail(channel)
    ? []
    : channels
        .filter((way) => way !== channel && !takesEmail(way) && otherChannels?.includes(way) !== false)
        .map((way) => way as keyof typeof RESEND_WORDS);
}

/** Where the code went, for who has typed it: an e-mail address as it was typed, and a number as it was read. */
function readBack(
  { locale }: Speech,
  { channel, recipient, readAs, country }: Challenge,
  typed: string,
): string {
  if (takesEmail(channel)) return typed.replace(/\p{C}/gu, "").trim() || recipient;
  if (readAs === undefined) return recipient;
  const name = country === undefined ? "" : new Intl.DisplayNames(locale, { type: "region" }).of(country);
  // From left to right in every language, with a country in the direction of its own.
  const number = `\u2066${readAs}\u2069`;
  return name ? `${number} (${name})` : number;
}

/** A question, never a change: the code has been sent where it was asked to go. */
function didYouMean(speech: Speech, address: string, send: (address: string) => void): HTMLElement {
  return make(
    "div",
    { part: "meant", class: "meant" },
    make("p", {}, speech.say("didYouMean", { address })),
    button("send-there", speech.say("sendThere"), () => send(address)),
  );
}
