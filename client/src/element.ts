import type {
  Approval,
  CallOptions,
  Challenge,
  Channel,
  Client,
  ClientError,
  FactorRequired,
  SolveBotCheck,
  Result,
} from "./client.ts";
import { attend } from "./element/attend.ts";
import { CODE_WORDS } from "./element/code-words.ts";
import { ownCountry } from "./element/countries.ts";
import { asOfNow, clocked, type Clocked } from "./element/clocked.ts";
import { type Kept, keptFor } from "./element/kept.ts";
import { learn, nearest } from "./element/languages.ts";
import { make, slot } from "./element/make.ts";
import { oneCall } from "./element/one-call.ts";
import { approvalOf, EXPIRED, isOver } from "./element/read-answers.ts";
import type { LateFactors } from "./element/factors.ts";
import { loadFactors } from "./element/late.ts";
import type { Draw } from "./element/second-step.ts";
import { addressStep, codeStep, type Step, takesEmail } from "./element/steps.ts";
import { STYLE } from "./element/style.ts";
import { blame, tellError } from "./element/tell-error.ts";
import { readCode } from "../../functions/domain/typed/code.ts";
import { LATE_PARTS } from "./late-parts.ts";
import { makeClient } from "./make-client.ts";
import { type Speech, speechIn, type Words } from "./element/words.ts";

export type { Approval, ClientError, FactorRequired } from "./client.ts";
export type { Words } from "./element/words.ts";

/** A server renders pages without elements: there the import has to do nothing. */
const Base = "HTMLElement" in globalThis ? HTMLElement : (Object as unknown as typeof HTMLElement);

/**
 * The whole sign-in in one tag: `<latchkey-sign-in base-url="..." channels="email,sms" locale="en">`. With
 * `countries="DE,AT,CH"` a number's country can be chosen; `support-url` is where help is.
 *
 * `latchkey-signed-in` carries the {@link Approval}, and `latchkey-error` each {@link ClientError}. Both bubble. A reload
 * keeps the open challenge, and with the attribute `keep-session` the session.
 *
 * With the attribute `passkeys` it offers the sign-in by passkey. It asks for a second step, and loads that when there is
 * one. `latchkey-factor-required` carries the {@link FactorRequired}: a page that asks for the factor itself does so in
 * the slot `second-step`, and hands the approval to `complete`.
 */
export class LatchkeySignIn extends Base {
  static readonly observedAttributes = ["locale", "channels", "countries", "support-url", "passkeys"];

  readonly #root = this.attachShadow({ mode: "open" });
  #words: Words = {};
  #clocked: Clocked | undefined;
  #channel: Channel | undefined;
  #country: string | undefined;
  #typed = "";
  #stop = new AbortController();
  #step!: Step;
  /** The second step, while one is asked for. */
  #second: Draw | undefined;
  #factors: LateFactors | undefined;
  #loading: Promise<LateFactors | undefined> | undefined;
  #shown = false;
  #done = false;
  /** Made once and kept: a screen reader reads changes of a region that it knows. */
  readonly #status = make("p", { part: "status", role: "status" });

  /** Has your page's own widget of Cloudflare Turnstile make a token: the tag loads no script of others. */
  solveBotCheck: SolveBotCheck | undefined;

  /** Your own words, some or all of them. */
  get words(): Words {
    return this.#words;
  }
  set words(words: Words) {
    this.#words = words;
    this.#redraw();
  }

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    if (!this.#done) this.#inItsLanguage(() => this.#start());
  }

  #start(): void {
    const kept = this.#clocked ? undefined : this.#kept.readChallenge();
    if (kept) ({ clocked: this.#clocked, channel: this.#channel, typed: this.#typed } = kept);
    this.#show();
    const session = this.hasAttribute("keep-session") ? this.#kept.readSession() : undefined;
    if (session !== undefined) void this.#resume(session);
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#inItsLanguage(() => this.#redraw());
  }

  /** At once where the words of its language are there. */
  #inItsLanguage(act: () => void): void {
    const learning = learn(nearest(this.#wanted));
    const wantsLate = this.hasAttribute("passkeys") || this.#list("channels", "").includes("push");
    const isLate = this.#loading ?? wantsLate;
    if (learning || isLate)
      void Promise.all([learning, isLate && this.#load()]).then(() => this.isConnected && act());
    else act();
  }

  /** Loads what few sign-ins need, and its words. */
  async #load(): Promise<void> {
    this.#factors ??= await (this.#loading ??= loadFactors({
      base: this.#base,
      speech: () => this.#speech,
      complete: (approval) => this.complete(approval),
      fail: (...told) => this.#fail(...told),
      show: (second) => this.#go(undefined, "", second),
      leave: () => this.#leave(),
    }));
    await this.#factors?.learn(nearest(this.#wanted));
  }

  /** Starts again with an empty form, for the next person; a session that was kept is forgotten, and not ended. */
  reset(): void {
    this.#clocked = undefined;
    this.#second = undefined;
    this.#typed = "";
    this.#done = false;
    this.#kept.writeChallenge(undefined);
    this.#kept.writeSession(undefined);
    this.#show();
    this.#status.textContent = "";
  }

  get #base(): string {
    return this.getAttribute("base-url") ?? "";
  }

  get #kept(): Kept {
    return keptFor(this.#base);
  }

  /** Notifications where their words are there. */
  get #channels(): Channel[] {
    return (this.#list("channels", "email,sms") as Channel[]).filter(
      (channel) => this.#factors !== undefined || channel !== "push",
    );
  }

  get #countries(): string[] {
    return this.#list("countries", "").filter((code) => /^[A-Z]{2}$/.test(code));
  }

  #list(attribute: string, otherwise: string): string[] {
    return (this.getAttribute(attribute) ?? otherwise).split(/[\s,]+/);
  }

  /** Of a number; none where the owner offers no choice, so that the service's own counts. */
  get #chosenCountry(): string | undefined {
    const offered = this.#countries;
    const chosen = offered.find((code) => code === this.#country);
    return chosen ?? ownCountry(offered, navigator.languages);
  }

  /** Only where a link leads: a page's attribute may be an attacker's. */
  get #support(): string | null {
    const address = this.getAttribute("support-url");
    return address !== null && /^(https?|mailto|tel):/i.test(address) ? address : null;
  }

  get #chosen(): Channel {
    return this.#channel ?? this.#channels[0] ?? "email";
  }

  get #wanted(): readonly string[] {
    const locale = this.getAttribute("locale");
    return locale ? [locale] : navigator.languages;
  }

  get #speech(): Speech {
    return speechIn(this.#wanted, this.#words);
  }

  /** Shows the same step in other words; what was typed stays. */
  #redraw(): void {
    if (!this.isConnected || this.#done || !this.#shown) return;
    const { value } = this.#step.input;
    this.#show();
    this.#step.input.value = value;
  }

  #show(): void {
    // A user who goes to another step does not wait for the answer any more.
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const challenge = this.#clocked && asOfNow(this.#clocked);
    const speech = this.#speech;
    const second = this.#second?.(speech, signal);
    this.#step =
      second ??
      (challenge
        ? codeStep(
            speech,
            challenge,
            { channels: this.#channels, typed: this.#typed, support: this.#support },
            {
              again: (channel) => void this.#resend(challenge, channel),
              meant: (address) => {
                this.#typed = address;
                void this.#send();
              },
              change: () => this.#go(undefined),
              expired: () => this.#fail(EXPIRED),
            },
            signal,
          )
        : addressStep(
            speech,
            {
              channels: this.#channels,
              chosen: this.#chosen,
              typed: this.#typed,
              countries: this.#countries,
              country: this.#chosenCountry ?? "",
              support: this.#support,
            },
            {
              channel: (channel) => {
                const sameKind = takesEmail(channel) === takesEmail(this.#chosen);
                this.#typed = sameKind ? this.#step.input.value : "";
                this.#channel = channel;
                this.#show();
                this.#root.querySelector<HTMLInputElement>("input:checked")?.focus();
              },
              country: (country) => (this.#country = country),
            },
          ));
    const { form } = this.#step;
    form.lang = speech.locale;
    form.dir = speech.direction;
    this.#status.dir = speech.direction;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (second) second.submit?.();
      else void (challenge ? this.#verify(challenge) : this.#request());
    });
    this.#shown = true;
    // In no form of ours, since a page may put its own there.
    this.#root.replaceChildren(second ? slot("second-step", form) : form, this.#status, slot("footer"));
    if (second) return;
    const over = (error: ClientError) => this.#fail(error);
    if (challenge) attend(challenge, this.#step, { client: this.#client(), speech, over }, signal);
    else if (this.hasAttribute("passkeys")) void this.#factors?.offer(this.#step, signal);
  }

  /** To the next step, with the focus in its field. */
  #go(challenge: Challenge | undefined, status = "", second?: Draw): void {
    this.#second = second;
    this.#clocked = challenge && clocked(challenge);
    const kept = this.#clocked && { clocked: this.#clocked, channel: this.#channel, typed: this.#typed };
    this.#kept.writeChallenge(kept);
    this.#show();
    this.#status.textContent = status;
    const { input, form } = this.#step;
    (input.isConnected ? input : form.querySelector("button"))?.focus();
  }

  async #request(): Promise<void> {
    this.#typed = this.#step.input.value;
    await this.#send();
  }

  async #send(): Promise<void> {
    const locale = this.getAttribute("locale");
    const channel = this.#chosen;
    const country = takesEmail(channel) ? undefined : this.#chosenCountry;
    const body = {
      recipient: this.#typed.trim(),
      channel,
      ...(country !== undefined && { country }),
      ...(locale && { locale }),
      ...this.#kept.readDevices(),
    };
    const challenge = await this.#do((client, options) => client.request(body, options));
    if (challenge) this.#go(challenge);
  }

  async #resend(before: Challenge, channel?: Channel): Promise<void> {
    const body = { challengeId: before.challengeId, ...(channel && { channel }) };
    const challenge = await this.#do((client, options) => client.resend(body, options));
    // What was read of the number is told once.
    if (challenge) this.#go({ ...before, ...challenge }, this.#speech.say("resent"));
  }

  async #verify({ challengeId, codeFormat: format, codeLength: length }: Challenge): Promise<void> {
    const code = this.#step.input.value;
    // What the service would refuse as no code is not sent.
    const { kind } = readCode(code, { format, length });
    if (kind !== "code") {
      blame(this.#step, this.#speech.say(CODE_WORDS[format][kind], { length }), true);
      return;
    }
    const answer = await this.#do((client, options) =>
      client.verify({ challengeId, code, remember: true }, options),
    );
    if (answer?.status === "approved") this.complete(answer);
    else if (answer) await this.#goOn(answer);
  }

  /** Signs in with what a second step has answered, as after a code alone. */
  complete(approval: Approval): void {
    this.#kept.addDevice(approval.deviceToken);
    this.#finish(approval);
  }

  /** Nobody is signed in yet: the page asks for the factor, or the tag does. */
  async #goOn(required: FactorRequired): Promise<void> {
    const { signal } = this.#stop;
    this.#emit("latchkey-factor-required", required);
    const isPages = this.querySelector('[slot="second-step"]');
    if (!isPages) await this.#load();
    if (signal.aborted) return;
    const second = isPages ? undefined : this.#factors?.second(required);
    if (second) this.#go(undefined, "", second);
    else this.#leave();
  }

  /** To the service's own page, where the tag cannot ask for what is wanted. */
  #leave(): void {
    const href = `${this.#base}/otp/request`;
    const own = make("a", { href, part: "help" }, this.#speech.say("title"));
    this.#end("secondStep", this.#status, slot("second-step", own));
  }

  /** Signs in with a session that was kept over a reload. */
  async #resume(credential: string): Promise<void> {
    const { signal } = this.#stop;
    const answer = await this.#client().session(credential, { signal });
    if (signal.aborted) return;
    const approval = answer.ok ? approvalOf(answer.value, credential) : undefined;
    if (approval) this.#finish(approval);
    else if (answer.ok || answer.error.type === "no-session") this.#kept.writeSession(undefined);
    else this.#emit("latchkey-error", answer.error);
  }

  #finish(approval: Approval): void {
    if (this.hasAttribute("keep-session")) this.#kept.writeSession(approval.sessionToken);
    this.#step.form.replaceChildren(slot("done"));
    this.#end("done", this.#step.form, this.#status);
    this.#emit("latchkey-signed-in", approval);
  }

  #end(word: "done" | "secondStep", ...shown: Node[]): void {
    this.#clocked = undefined;
    this.#second = undefined;
    this.#typed = "";
    this.#done = true;
    this.#stop.abort();
    this.#kept.writeChallenge(undefined);
    this.#root.replaceChildren(...shown, slot("footer"));
    this.#status.textContent = this.#speech.say(word);
    // Or the focus would be nowhere, with the field that is gone.
    this.#status.tabIndex = -1;
    this.#status.focus();
  }

  #client(): Client {
    return makeClient({ baseUrl: this.#base, solveBotCheck: this.solveBotCheck }, LATE_PARTS);
  }

  /** @returns the value of a call; undefined where there is none, once its error is shown */
  async #do<Value>(
    calling: (client: Client, options: CallOptions) => Promise<Result<Value>>,
  ): Promise<Value | undefined> {
    const { signal } = this.#stop;
    const result = await oneCall(this.#step.form, signal, () => calling(this.#client(), { signal }));
    if (result && !result.ok) this.#fail(result.error);
    return result?.ok ? result.value : undefined;
  }

  #fail(error: ClientError, says?: string, over = isOver(error)): void {
    if (over) this.#go(undefined);
    this.#status.textContent = "";
    tellError(this.#step, this.#speech, error, this.#stop.signal, says);
    this.#emit("latchkey-error", error);
  }

  #emit(name: string, detail: Approval | ClientError | FactorRequired): void {
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
    "latchkey-factor-required": CustomEvent<FactorRequired>;
  }
}

if ("customElements" in globalThis && !customElements.get("latchkey-sign-in"))
  customElements.define("latchkey-sign-in", LatchkeySignIn);
