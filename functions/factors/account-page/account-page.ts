import { maskAddress } from "../../domain/mask.ts";
import type { Flash } from "../../http/flash.ts";
import type { Problem } from "../../http/problem.ts";
import { type Html, html } from "../../pages/html.ts";
import { apart, type Frame, homeLink, notice, type Page } from "../../pages/layout.ts";
import { changeError, type Proves } from "../prove-first.ts";
import type { PageWords } from "../../pages/words.ts";
import { type AccountPageView, type PageText, signInAddress } from "./account-forms.ts";
import { appSection, recentSection, sessionSection } from "./account-sections.ts";
import { factorSection } from "./factor-section.ts";
import type { Warning } from "./warnings.ts";

const NOTICES: Readonly<Partial<Record<NonNullable<Flash["notice"]>, PageText>>> = {
  "session-ended": "accountEnded",
  "others-ended": "accountOthersEnded",
  "app-ended": "accountAppEnded",
  "authenticator-removed": "accountAuthenticatorRemoved",
};

const WARNING_WORDS: Readonly<Record<Warning, PageText>> = {
  "two-steps-off": "accountTwoStepsOff",
  "few-backup-codes": "accountFewCodes",
  "authenticators-locked": "accountLocked",
};

/** Where a user sees what is signed in as them and how they sign in, and ends what should not be. */
export function accountPage(frame: Frame, view: AccountPageView): Page {
  const { words, basePath } = frame;
  const { account, warnings, problem } = view;
  return {
    title: words.say("account"),
    body: html`
      <h1>${words.say("account")}</h1>
      <p class="lead">${words.say("accountLead")}</p>
      ${noticeOf(words, view.notice)} ${problem && notice("bad", accountError(words, problem, view.proves))}
      ${warnings.map((one) => html`<p class="notice ask">${words.say(WARNING_WORDS[one])}</p>`)}
      ${account.more && html`<p class="hint">${words.say("accountMore")}</p>`} ${sessionSection(frame, view)}
      ${view.apps && appSection(frame, view)}
      ${(view.twoSteps || view.passkeys || view.push) && factorSection(frame, view)}
      ${contactSection(frame, view)} ${recentSection(frame, view)}
      <div class="more"><a class="link" href="${basePath}/otp/session">${words.say("yourSession")}</a></div>
      ${homeLink(frame)}
    `,
  };
}

/** For a user without a session: signing in leads back here. */
export function signInFirstPage(frame: Frame): Page {
  const { words, basePath } = frame;
  const title = words.say("notSignedIn");
  return {
    title,
    body: html`
      <h1>${title}</h1>
      <p class="lead">${words.say("accountSignInFirst")}</p>
      <a class="button" href="${signInAddress(basePath)}">${words.say("signIn")}</a>
      ${homeLink(frame)}
    `,
  };
}

function noticeOf(words: PageWords, said: AccountPageView["notice"]): Html | false {
  if (said === "authenticator-removed-alone") return notice("bad", words.say("accountOthersLeft"));
  const key = said && NOTICES[said];
  return key !== undefined && notice("good", words.say(key));
}

/** Why a form did nothing; what it names and is not there any more is a session, an app or an authenticator. */
function accountError(words: PageWords, problem: Problem, proves: Proves): Html {
  return problem.name === "not-found" ? words.say("accountGone") : changeError(words, problem, proves);
}

function contactSection({ words }: Frame, { account }: AccountPageView): Html {
  return html`<section aria-labelledby="contacts">
    <h2 id="contacts">${words.say("accountContacts")}</h2>
    <ul>
      ${account.contacts.map(({ address }) => address !== undefined && html`<li>${apart(maskAddress(address))}</li>`)}
    </ul>
  </section>`;
}
