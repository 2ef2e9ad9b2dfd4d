import {
  type Approval,
  type CallOptions,
  type Challenge,
  type Channel,
  type Client,
  type ClientError,
  createClient,
  type Result,
} from "./client.ts";
import { channelChoice } from "./element/channel-choice.ts";
import { countDown } from "./element/count-down.ts";
import { button, field, make, slot } from "./element/make.ts";
import { STYLE } from "./element/style.ts";
import { whenComplete } from "./element/when-complete.ts";
import { ENGLISH, fill, type Words } from "./element/words.ts";

export type { Approval, ClientError } from "./client.ts";
export type { Words } from "./element/words.ts";

/** A server renders pages without elements: there the import has to do nothing. */
const Base = "HTMLElement" in globalThis ? HTMLElement : (Object as unknown as typeof HTMLElement);

/** Errors after which the code in hand is worth nothing. */
const OVER: ReadonlySet<ClientError["type"]> = new Set([
  "challenge-canceled",
  "challenge-expired",
  "challenge-not-found",
  "challenge-used",
  "too-many-attempts",
]);

/**
 * The whole sign-in in one tag: `<latchkey-sign-in base-url="..." channels="email,sms" locale="en">`.
 *
 * `latchkey-signed-in` carries the {@link Approval}, and `latchkey-error` each {@link ClientError}. Both bubble.
 */
export class LatchkeySignIn extends Base {
  readonly #root = this.attachShadow({ mode: "open" });
  #words: Words = {};
  #challenge: Challenge | undefined;
  #channel: Channel | undefined;
  #typed = "";
  #stop = new AbortController();
  #timer: ReturnType<typeof setInterval> | undefined;
  #form!: HTMLFormElement;
  #input!: HTMLInputElement;
  #error!: HTMLElement;
  /** Made once and kept: a screen reader reads changes of a region that it knows. */
  readonly #status = make("p", { part: "status", role: "status" });

  /** Your own words, some or all of them. */
  get words(): Words {
    return this.#words;
  }
  set words(words: Words) {
    this.#words = words;
    if (this.isConnected) this.#show();
  }

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#show();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
    clearInterval(this.#timer);
  }

  /** Starts again with an empty form, for the next person. */
  reset(): void {
    this.#challenge = undefined;
    this.#typed = "";
    this.#show();
    this.#status.textContent = "";
  }

  get #channels(): Channel[] {
    return (this.getAttribute("channels") ?? "email,sms").split(/[\s,]+/) as Channel[];
  }

  #say(name: keyof typeof ENGLISH, values: Readonly<Record<string, string | number>> = {}): string {
    return fill(this.#words[name] ?? ENGLISH[name], values);
  }

  #show(): void {
    clearInterval(this.#timer);
    // A user who goes to another step does not wait for the answer any more.
    this.#stop.abort();
    this.#stop = new AbortController();
    const form = make("form", { part: "form", novalidate: "" });
    this.#form = form;
    if (this.#challenge) this.#showCode(this.#challenge);
    else this.#showAddress();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void (this.#challenge ? this.#verify(this.#challenge) : this.#request());
    });
    this.#root.replaceChildren(form, this.#status, slot("footer"));
  }

  #showAddress(): void {
    const channels = this.#channels;
    const chosen = this.#channel ?? channels[0] ?? "email";
    const isEmail = chosen === "email";
    const parts = field(
      this.#say(isEmail ? "emailLabel" : "phoneLabel"),
      this.#say(isEmail ? "emailHint" : "phoneHint"),
      isEmail
        ? { type: "email", autocomplete: "email", inputmode: "email" }
        : { type: "tel", autocomplete: "tel", inputmode: "tel" },
    );
    [, this.#input, this.#error] = parts;
    this.#input.value = this.#typed;
    const labelled = channels.map((channel) => [channel, this.#say(channel)] as const);
    const choice = channelChoice(this.#say("by"), labelled, chosen, (channel) => {
      this.#channel = channel;
      this.#typed = "";
      this.#show();
      this.#root.querySelector<HTMLInputElement>(":checked")?.focus();
    });
    this.#form.append(
      slot("title", make("h2", { part: "title" }, this.#say("title"))),
      slot("lead", make("p", { part: "lead" }, this.#say("lead"))),
      ...choice,
      ...parts,
      make("button", { part: "button", class: "main" }, this.#say("send")),
    );
  }

  #showCode({ recipient, codeLength, expiresIn, resendIn }: Challenge): void {
    const parts = field(
      this.#say("codeLabel"),
      this.#say("codeHint", { minutes: Math.ceil(expiresIn / 60) }),
      { class: "code", inputmode: "numeric", autocomplete: "one-time-code", spellcheck: "false" },
    );
    [, this.#input, this.#error] = parts;
    whenComplete(this.#input, codeLength, () => this.#form.requestSubmit());
    const wait = make("p", { part: "wait", class: "hint" });
    const again = button("resend", this.#say("resend"), () => void this.#resend());
    this.#timer = countDown(resendIn, (seconds) => {
      again.disabled = seconds > 0;
      wait.textContent = seconds > 0 ? this.#say("resendIn", { seconds }) : "";
    });
    this.#form.append(
      slot("code-title", make("h2", { part: "title" }, this.#say("codeTitle"))),
      make("p", { part: "lead" }, this.#say("codeLead", { length: codeLength, recipient })),
      ...parts,
      make("button", { part: "button", class: "main" }, this.#say("check")),
      again,
      wait,
      button("change", this.#say("change"), () => this.#go(undefined)),
    );
  }

  /** To the next step, with the focus in its field. */
  #go(challenge: Challenge | undefined, status = ""): void {
    this.#challenge = challenge;
    this.#show();
    this.#status.textContent = status;
    this.#input.focus();
  }

  async #request(): Promise<void> {
    this.#typed = this.#input.value;
    const channel = this.#channel ?? this.#channels[0] ?? "email";
    const locale = this.getAttribute("locale");
    const body = { recipient: this.#typed.trim(), channel, ...(locale && { locale }) };
    const challenge = await this.#do((client, options) => client.request(body, options));
    if (challenge) this.#go(challenge);
  }

  async #resend(): Promise<void> {
    if (!this.#challenge) return;
    const { challengeId } = this.#challenge;
    const challenge = await this.#do((client, options) => client.resend({ challengeId }, options));
    if (challenge) this.#go(challenge, this.#say("resent"));
  }

  async #verify({ challengeId }: Challenge): Promise<void> {
    const code = this.#input.value;
    const approval = await this.#do((client, options) => client.verify({ challengeId, code }, options));
    if (!approval) return;
    this.#challenge = undefined;
    this.#typed = "";
    clearInterval(this.#timer);
    this.#form.replaceChildren(slot("done"));
    this.#status.textContent = this.#say("done");
    // Or the focus would be nowhere, with the field that is gone.
    this.#status.tabIndex = -1;
    this.#status.focus();
    this.#emit("latchkey-signed-in", approval);
  }

  /**
   * Makes one call at a time: Enter after the last digit must not use up the code that was just accepted.
   * @returns the value; undefined where there is none, once its error is shown
   */
  async #do<Value>(
    calling: (client: Client, options: CallOptions) => Promise<Result<Value>>,
  ): Promise<Value | undefined> {
    const form = this.#form;
    const { signal } = this.#stop;
    if (form.ariaBusy) return undefined;
    form.ariaBusy = "true";
    const client = createClient({ baseUrl: this.getAttribute("base-url") ?? "" });
    const result = await calling(client, { signal });
    form.ariaBusy = null;
    if (signal.aborted) return undefined;
    if (result.ok) return result.value;
    this.#fail(result.error);
    return undefined;
  }

  #fail(error: ClientError): void {
    if (OVER.has(error.type)) this.#go(undefined);
    const wrong = error.type === "invalid-request" || error.type === "incorrect-code";
    const words =
      error.type === "invalid-request" ? error.errors.map(({ message }) => message).join(" ") : error.detail;
    this.#status.textContent = "";
    this.#error.textContent = this.#words[error.type] ?? words;
    this.#input.ariaInvalid = String(wrong);
    if (this.#challenge) this.#input.select();
    this.#input.focus();
    this.#emit("latchkey-error", error);
  }

  #emit(name: string, detail: Approval | ClientError): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "latchkey-sign-in": LatchkeySignIn;
  }
  interface HTMLElementEventMap {
    "latchkey-signed-in": CustomEvent<Approval>;
    "latchkey-error": CustomEvent<ClientError>;
  }
}

if ("customElements" in globalThis && !customElements.get("latchkey-sign-in"))
  customElements.define("latchkey-sign-in", LatchkeySignIn);
