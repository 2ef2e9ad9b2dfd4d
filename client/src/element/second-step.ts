import type { AccountClient, PasskeyError } from "../account.ts";
import type { Approval, ClientError, CodeShape, FactorRequired } from "../client.ts";
import type { Hands, Tools } from "./late.ts";
import { tellPasskeyError } from "./passkey-offer.ts";
import type { Step } from "./steps.ts";
import type { LateWordName, Speech, WordName } from "./words.ts";

/** Shows a step. @param signal ends its clocks and calls */
export type Draw = (speech: Speech, signal: AbortSignal) => Step;

const TYPED = ["totp", "backup-code"] as const;
type Typed = (typeof TYPED)[number];

/** How a factor that is typed is asked for, as the service's page asks for it. */
const FIELDS: Readonly<
  Record<
    Typed,
    {
      readonly shape: CodeShape;
      readonly lead: LateWordName;
      readonly label: LateWordName;
      /** What leads to it from the other one. */
      readonly instead: LateWordName;
      readonly none: WordName;
      readonly several: WordName;
      readonly attributes: Readonly<Record<string, string>>;
    }
  >
> = {
  totp: {
    ...{ shape: { format: "digits", length: 6 }, lead: "stepLead", label: "stepLabel" },
    ...{ instead: "useAuthenticator", none: "error.code", several: "error.codes" },
    attributes: { inputmode: "numeric", autocomplete: "one-time-code", autocapitalize: "off" },
  },
  "backup-code": {
    ...{ shape: { format: "base32", length: 14 }, lead: "backupLead", label: "backupLabel" },
    ...{ instead: "useBackupCode", none: "error.strongCode", several: "error.strongCodes" },
    attributes: { inputmode: "text", autocomplete: "off", autocapitalize: "characters" },
  },
};

/** A backup code as it was shown. */
const EXAMPLE = "7-K7QFM-2XD9T-RAW";

/** What is said of a step that is over, in place of what is said of a code. */
const OVER: Partial<Record<ClientError["type"], readonly LateWordName[]>> = {
  "challenge-expired": ["over.stepExpiredDetail"],
  "challenge-canceled": ["over.stepCanceled", "over.stepCanceledDetail"],
};

/**
 * The second step of a sign-in: one field for the code of an authenticator or a backup code, and a button for a passkey on
 * the service's own origin, from which alone one counts here.
 * @returns undefined where it asks for nothing of these
 */
export function secondStep(
  tools: Tools,
  hands: Hands,
  account: AccountClient,
  required: FactorRequired,
): Draw | undefined {
  const { make, button, field, blame, whenComplete, countDown, oneCall, readCode, EXPIRED } = tools;
  const isOwnOrigin = new URL(hands.base, location.href).origin === location.origin;
  const takesPasskey = isOwnOrigin && "PublicKeyCredential" in globalThis;
  const endsAt = Date.now() + required.expiresIn * 1000;
  let factors = required.factors;
  let asked: Typed | undefined;

  const typed = () => TYPED.filter((one) => factors.includes(one));
  const byPasskey = () => takesPasskey && factors.includes("passkey");
  const canAsk = () => typed().length > 0 || byPasskey();

  /** What was sent last: programs that fill fields tell of the same code more than once. */
  let sent = "";

  const waiting = { challengeId: required.challengeId, factorToken: required.factorToken, remember: true };

  const over = (error: ClientError): void => {
    const { say } = hands.speech();
    const names = OVER[error.type];
    hands.fail(error, names?.map((name) => say(name)).join(" \u2013 "));
  };

  /** Goes on with what still works, once codes of authenticators are refused. */
  const lock = (error: ClientError, left: readonly string[]): void => {
    factors = left;
    asked = undefined;
    const { say } = hands.speech();
    const isOver = left.length === 0;
    if (canAsk()) hands.show(draw);
    hands.fail(error, say(isOver ? "error.factorLockedOut" : "error.factorLocked"), isOver);
    if (!canAsk() && !isOver) hands.leave();
  };

  const refuse = (step: Step, error: PasskeyError, { none, shape }: (typeof FIELDS)[Typed]): void => {
    const { say } = hands.speech();
    if (error.type === "too-many-attempts" && error.factors) lock(error, error.factors);
    else if (error.type === "invalid-request") hands.fail(error, say(none, { length: shape.length }));
    else if (error.type === "incorrect-code" && error.attemptsLeft === 0) hands.fail(error, undefined, true);
    else if (error.type in OVER) over(error as ClientError);
    else tellPasskeyError({ blame }, hands, step, error);
  };

  const draw: Draw = (speech, signal) => {
    const { say } = speech;
    const mine = typed().find((one) => one === asked) ?? typed()[0];
    const shown = FIELDS[mine ?? "totp"];
    const form = make("form", { part: "form", novalidate: "" });
    const hint = mine === "backup-code" ? say("strongCodeHint", { example: EXAMPLE }) : "";
    const parts = field(say(shown.label), hint, {
      ...{ class: "code", spellcheck: "false", dir: "ltr" },
      ...shown.attributes,
    });
    const [, input, error, under] = parts;
    under.hidden = hint === "";
    const life = make("span");
    const clock = countDown(Math.max(0, (endsAt - Date.now()) / 1000), (seconds) => {
      life.textContent = say("stepEnds", { time: speech.time(seconds) });
      // What is being checked now may still be right: its answer says what came of it.
      if (seconds === 0) setTimeout(() => !signal.aborted && !form.ariaBusy && over(EXPIRED));
    });
    signal.addEventListener("abort", () => clearInterval(clock), { once: true });

    const sends = async (calling: () => ReturnType<AccountClient["passkeys"]["secondStep"]>) => {
      const result = await oneCall<Approval, PasskeyError>(form, signal, calling);
      if (result?.ok) hands.complete(result.value);
      else if (result) refuse(step, result.error, shown);
    };
    const submit = () => {
      const code = input.value;
      const reads = (one: Typed) => readCode(code, FIELDS[one].shape);
      const backup = reads("backup-code");
      // Either is taken from either field. Six digits may stand in a backup code, which begins with its number.
      const likely = [
        ...(backup.kind === "code" && /^\d/.test(backup.code) ? ["backup-code"] : []),
        ...(reads("totp").kind === "code" ? ["totp"] : []),
      ];
      const factor = likely.map((name) => typed().find((one) => one === name)).find(Boolean) ?? mine;
      if (factor === undefined) return;
      const { kind } = reads(factor);
      // The service reads a backup code in more spellings.
      if (kind !== "code" && (factor === "totp" || code.trim() === "")) {
        const { none, several, shape } = FIELDS[factor];
        blame(step, say(kind === "none" ? none : several, { length: shape.length }), true);
        return;
      }
      sent = code;
      void sends(() => account.factors.prove({ ...waiting, factor, code }, { signal }));
    };

    const help = make("a", { part: "help" });
    help.hidden = true;
    form.append(
      make("h2", { part: "title" }, say("stepTitle")),
      make("p", { part: "lead" }, `${say(mine ? shown.lead : "passkeyLead")} `, life),
    );
    if (mine) {
      input.addEventListener("input", () => {
        if (input.value !== sent) sent = "";
      });
      whenComplete(input, shown.shape, () => {
        if (sent === "") form.requestSubmit();
      });
      form.append(...parts, make("button", { part: "button", class: "main" }, say("check")));
    } else {
      // No field is described by it, so it has to say itself.
      error.role = "alert";
      form.append(error);
    }
    if (byPasskey()) {
      const press = button("passkey", say("usePasskey"), () => {
        void sends(() => account.passkeys.secondStep(waiting, { signal }));
      });
      press.classList.toggle("main", mine === undefined);
      form.append(press);
    }
    for (const other of typed())
      if (other !== mine)
        form.append(
          button("other-factor", say(FIELDS[other].instead), () => {
            asked = other;
            hands.show(draw);
          }),
        );
    form.append(button("change", say("startAgain"), () => hands.show()));
    const step: Step = { form, input, error, help, submit };
    return step;
  };
  return canAsk() ? draw : undefined;
}
