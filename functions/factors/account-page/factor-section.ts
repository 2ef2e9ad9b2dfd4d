import { hasTwoSteps, type SubjectFactors, type Totp } from "../../domain/factors.ts";
import { factList, instantOf } from "../../pages/facts.ts";
import { type Html, html } from "../../pages/html.ts";
import type { Frame } from "../../pages/layout.ts";
import { ACCOUNT_WALK } from "../../http/waiting.ts";
import { proveFirst } from "../prove-first.ts";
import { type AccountPageView, formFields } from "./account-forms.ts";

/** How a user signs in beside the code. Changing it takes a proof of just now, and says so where there is none. */
export function factorSection(frame: Frame, view: AccountPageView): Html {
  const { words, basePath } = frame;
  const { enrolled, mayChange } = view.account.factors ?? { enrolled: undefined, mayChange: false };
  const passkeys = enrolled?.passkeys.length ?? 0;
  return html`<section aria-labelledby="security">
    <h2 id="security">${words.say("accountSecurity")}</h2>
    ${factList(words, {
      ...(view.twoSteps && twoStepFacts(frame, enrolled)),
      ...(view.passkeys && { passkeys: html`${passkeys}` }),
      ...(view.push && { push: html`${enrolled?.pushes.length ?? 0}` }),
    })}
    ${view.twoSteps && authenticators(frame, view, enrolled?.totps ?? [], mayChange)}
    ${
      mayChange
        ? view.twoSteps && twoStepLinks(frame, view, enrolled)
        : proveFirst(frame, view.proves, ACCOUNT_WALK)
    }
    ${view.passkeys && html`<a class="link" href="${basePath}/otp/passkeys">${words.say("accountPasskeys")}</a>`}
    ${view.push && html`<a class="link" href="${basePath}/otp/push">${words.say("pushManage")}</a>`}
  </section>`;
}

function twoStepFacts({ words }: Frame, enrolled: SubjectFactors | undefined) {
  const on = hasTwoSteps(enrolled);
  return {
    accountTwoSteps: words.say(on ? "accountOn" : "accountOff"),
    ...(on && { accountCodesLeft: html`${Object.keys(enrolled.codes).length}` }),
  };
}

function authenticators(
  frame: Frame,
  view: AccountPageView,
  totps: readonly Totp[],
  mayChange: boolean,
): readonly Html[] {
  const { words, basePath } = frame;
  return totps.map(
    ({ id, name, enrolledAt }, index) =>
      html`<h3 id="totp-${index}"><bdi>${name}</bdi></h3>
        ${factList(words, {
          passkeyAdded: instantOf(words, new Date(enrolledAt * 1000).toISOString()),
        })}
        ${
          mayChange &&
          html`<form method="post" action="${basePath}/otp/account/factors/totp/remove">
            ${formFields(frame, view)}
            <input type="hidden" name="id" value="${id}" />
            <button class="quiet" aria-describedby="totp-${index}">
              ${words.say("accountAuthenticatorRemove")}
            </button>
          </form>`
        }`,
  );
}

function twoStepLinks(frame: Frame, view: AccountPageView, enrolled: SubjectFactors | undefined): Html {
  const { words, basePath } = frame;
  return html`<a class="link" href="${basePath}/otp/account/factors/totp"
      >${words.say("accountAuthenticatorAdd")}</a
    >
    ${
      hasTwoSteps(enrolled) &&
      html`<form method="post" action="${basePath}/otp/account/factors/backup-codes">
        ${formFields(frame, view)}
        <button class="quiet">${words.say("accountNewCodes")}</button>
      </form>`
    }`;
}
