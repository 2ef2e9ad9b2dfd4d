import type { TypedFactor } from "../../domain/factors.ts";
import type { CodeShape } from "../../domain/typed/code-shape.ts";
import { FORM_FIELD } from "../../http/guard.ts";
import { MARK_FIELD } from "../../http/held-challenges.ts";
import type { Problem } from "../../http/problem.ts";
import { NEEDS_FIELD } from "../../http/waiting.ts";
import { codeField } from "../../pages/code-field.ts";
import { lifetime } from "../../pages/countdown.ts";
import { type Html, html } from "../../pages/html.ts";
import {
  apart,
  backToApp,
  errorSummary,
  type Frame,
  notice,
  type Page,
  requestAddress,
  resumeField,
  signInTitle,
} from "../../pages/layout.ts";
import { passkeySays, passkeyScript } from "../../pages/passkey-button.ts";
import { codeError } from "../../pages/problem-words.ts";
import { helpLink, refusalNotice } from "../../pages/refusal-notice.ts";
import type { TextName } from "../../pages/words.ts";
import { BACKUP_CODE } from "../backup-codes.ts";
import { TOTP_CODE } from "../totp.ts";
import { IN_SESSION, type NeededProof, PURPOSE_FIELD } from "./raise-form.ts";

/** The parameter of the page's address, and the hidden field of its form, that says which factor is given. */
export const FACTOR_FIELD = "factor";

export interface FactorView {
  readonly formToken: string;
  /** Which of the browser's challenges the page is about; undefined in a session. */
  readonly mark: string | undefined;
  /** Whose session it is about. */
  readonly session?: RaisedSession;
  /** Whose codes are taken now. */
  readonly factors: readonly TypedFactor[];
  /** The one of them that the page asks for; undefined where none is left. */
  readonly asked: TypedFactor | undefined;
  /** What a passkey is asked for with, where the user has one. */
  readonly passkey: { readonly challenge: string; readonly rpId: string } | undefined;
  /** Whether codes of authenticators are refused. */
  readonly locked: boolean;
  /** Whole seconds; undefined where it takes as long as it takes. */
  readonly expiresIn: number | undefined;
  /** How many are left, once one was wrong. */
  readonly attemptsLeft?: number | undefined;
  readonly problem?: Problem | undefined;
}

/** The session that the factor is proved in. */
export interface RaisedSession {
  /** Masked. */
  readonly recipient: string;
  /** What is wanted. */
  readonly needs: NeededProof | undefined;
}

/** How a factor is asked for. */
interface FactorField {
  readonly shape: CodeShape;
  readonly completes: "one-time-code" | "off";
  readonly lead: TextName;
  readonly label: TextName;
  /** What leads to it from the other one. */
  readonly instead: TextName;
}

const FIELDS: Readonly<Record<TypedFactor, FactorField>> = {
  totp: {
    ...{ shape: TOTP_CODE, completes: "one-time-code" },
    ...{ lead: "secondStepLead", label: "authenticatorCode" },
    instead: "useAuthenticator",
  },
  "backup-code": {
    ...{ shape: BACKUP_CODE, completes: "off", lead: "backupCodeLead", label: "backupCode" },
    instead: "useBackupCode",
  },
};

/** A backup code as it was shown. */
const EXAMPLE = html`<bdi dir="ltr">7-K7QFM-2XD9T-RAW</bdi>`;

/** Asks for the second factor: one field, as for the code. */
export function factorPage(frame: Frame, view: FactorView): Page {
  const { words } = frame;
  const { asked, problem } = view;
  const title = words.say("secondStep");
  const field = asked && FIELDS[asked];
  const isWrong = problem?.name === "invalid-request" || problem?.name === "incorrect-code";
  const wrong = isWrong && field ? codeError(words, problem, field.shape) : undefined;
  return {
    title: problem ? words.say("errorTitle", { title }) : title,
    next: "/otp/session",
    body: html`
      ${wrong && errorSummary(words, "code", wrong)}
      ${frame.app && html`<p class="for-app">${signInTitle(frame)}</p>`}
      <h1>${title}</h1>
      ${view.locked ? lockedNotice(frame, view) : problem && !wrong && refusalNotice(frame, problem)}
      ${view.session && html`<p class="lead">${words.say("raiseLead", { recipient: apart(view.session.recipient) })}</p>`}
      ${asked && field && factorForm(frame, view, asked, field, wrong)}
      ${view.passkey && passkeyForm(frame, view, view.passkey)}
      <div class="more">
        ${view.factors.filter((one) => one !== asked).map((one) => otherWay(frame, view, one))}
        <a class="link" href="${requestAddress(frame)}"
          >${words.say(view.session ? "raiseElse" : "startAgain")}</a
        >
        ${backToApp(frame)}
        ${view.session && !frame.app && html`<a class="link" href="${frame.basePath}/otp/session">${words.say("yourSession")}</a>`}
      </div>
    `,
  };
}

function lockedNotice(frame: Frame, { asked, passkey }: FactorView): Html {
  const { words } = frame;
  if (asked || passkey) return notice("bad", words.say("error.factorLocked"));
  return notice("bad", html`${words.say("error.factorLockedOut")} ${helpLink(frame)}`);
}

/** Leads to the page of another factor of the same sign-in, or session. */
function otherWay(
  { words, basePath, resume }: Frame,
  { mark, session }: FactorView,
  factor: TypedFactor,
): Html {
  const query = new URLSearchParams({
    [FACTOR_FIELD]: factor,
    ...(mark !== undefined && { [MARK_FIELD]: mark }),
    ...(session?.needs !== undefined && { [NEEDS_FIELD]: session.needs }),
    ...(resume !== undefined && { resume }),
  });
  return html`<a class="link" href="${basePath}/otp/factor?${query.toString()}"
    >${words.say(FIELDS[factor].instead)}</a
  >`;
}

/** What the script of passkeys shows, fills and sends. */
function passkeyForm(
  frame: Frame,
  view: FactorView,
  { challenge, rpId }: NonNullable<FactorView["passkey"]>,
): Html {
  const { words, basePath } = frame;
  const { asked, session } = view;
  return html`${!asked && !session && html`<p class="lead">${words.say("passkeyStepLead")}</p>`}
    <form
      method="post"
      action="${basePath}/otp/passkeys/verify"
      id="passkey-step"
      data-challenge="${challenge}"
      data-rp="${rpId}"
    >
      ${hiddenFields(frame, view)}
      <input type="hidden" name="assertion" value="" />
      ${passkeySays(frame)}
      <button type="button" class="${asked ? "quiet" : "main"}" id="passkey" hidden>
        ${words.say("usePasskey")}
      </button>
    </form>
    ${!asked && html`<noscript><p class="hint">${words.say("passkeyStepScript")}</p></noscript>`}
    ${passkeyScript(frame)}`;
}

function hiddenFields(frame: Frame, { formToken, mark, session }: FactorView): Html {
  const hidden = (name: string, value: string) =>
    html`<input type="hidden" name="${name}" value="${value}" />`;
  return html`${hidden(FORM_FIELD, formToken)} ${mark !== undefined && hidden(MARK_FIELD, mark)}
  ${session && hidden(PURPOSE_FIELD, IN_SESSION)}
  ${session?.needs !== undefined && hidden(NEEDS_FIELD, session.needs)} ${resumeField(frame)}`;
}

function factorForm(
  frame: Frame,
  view: FactorView,
  factor: TypedFactor,
  { shape, label, completes, lead }: FactorField,
  wrong: Html | undefined,
): Html {
  const { words, basePath } = frame;
  // Who is signed in has typed no code just now: the field says what it takes.
  const says = view.session && factor === "totp" ? undefined : words.say(lead);
  const ends = view.expiresIn === undefined ? undefined : lifetime(frame, "stepEnds", view.expiresIn);
  return html`${(says ?? ends) && html`<p class="lead">${says} ${ends}</p>`}
    <form method="post" action="${basePath}/otp/factor" novalidate>
      ${hiddenFields(frame, view)}
      <input type="hidden" name="${FACTOR_FIELD}" value="${factor}" />
      ${codeField(words, {
        ...{ shape, label, completes, autofocus: true, wrong, attemptsLeft: view.attemptsLeft },
        looks: shape.format === "base32" && words.say("strongCodeHint", { example: EXAMPLE }),
      })}
      <button>${words.say("continue")}</button>
    </form>`;
}
