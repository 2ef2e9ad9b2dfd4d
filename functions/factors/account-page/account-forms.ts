import type { Flash } from "../../http/flash.ts";
import { FORM_FIELD } from "../../http/guard.ts";
import type { Problem } from "../../http/problem.ts";
import { ACCOUNT_WALK, RESUME_FIELD } from "../../http/waiting.ts";
import { type Html, html } from "../../pages/html.ts";
import type { Frame } from "../../pages/layout.ts";
import type { PageWords } from "../../pages/words.ts";
import type { OwnAccount } from "./read-account.ts";
import type { Proves } from "../prove-first.ts";
import type { Warning } from "./warnings.ts";

/** The name of a text of the pages. */
export type PageText = Parameters<PageWords["say"]>[0];

export interface AccountPageView {
  readonly account: OwnAccount;
  readonly formToken: string;
  readonly warnings: readonly Warning[];
  /** Whether sign-ins may take two steps. */
  readonly twoSteps: boolean;
  /** Whether passkeys are offered here. */
  readonly passkeys: boolean;
  /** Whether browsers may show codes. */
  readonly push: boolean;
  /** What is to be proved before factors are changed, if it has to be. */
  readonly proves: Proves;
  /** Whether there are apps at all. */
  readonly apps: boolean;
  readonly notice?: Flash["notice"] | undefined;
  /** Why a form of this page did nothing. */
  readonly problem?: Problem | undefined;
}

/** Where a sign-in begins that leads back to the page of the account. */
export function signInAddress(basePath: string): string {
  return `${basePath}/otp/request?${RESUME_FIELD}=${ACCOUNT_WALK}`;
}

/** What the forms of the page have in common. */
export function formFields({ words }: Frame, { formToken }: Pick<AccountPageView, "formToken">): Html {
  return html`<input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
    <input type="hidden" name="locale" value="${words.locale}" />`;
}
