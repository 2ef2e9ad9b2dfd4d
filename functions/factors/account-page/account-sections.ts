import { isByPasskeyAlone, type Session } from "../../domain/challenge.ts";
import { maskAddress } from "../../domain/mask.ts";
import { factList, instantOf } from "../../pages/facts.ts";
import { type Html, html } from "../../pages/html.ts";
import { apart, type Frame } from "../../pages/layout.ts";
import type { PageWords } from "../../pages/words.ts";
import { type AccountPageView, formFields, type PageText } from "./account-forms.ts";
import type { ShownApp, OwnSession } from "./read-account.ts";

/** What an app may do by each word of a scope. */
const SCOPE_WORDS: Readonly<Partial<Record<string, PageText>>> = {
  openid: "accountScopeOpenid",
  email: "accountScopeEmail",
  phone: "accountScopePhone",
  offline_access: "accountScopeOffline",
};

/** What is signed in, the browser's own session first. */
export function sessionSection(frame: Frame, view: AccountPageView): Html {
  const { words, basePath } = frame;
  const { sessions } = view.account;
  return html`<section aria-labelledby="sessions">
    <h2 id="sessions">${words.say("accountSessions")}</h2>
    ${sessions.map((one, index) => oneSession(frame, view, one, index))}
    ${
      sessions.length > 1 &&
      html`<form class="more" method="post" action="${basePath}/otp/account/sessions/end">
        ${formFields(frame, view)}
        <input type="hidden" name="others" value="true" />
        <button class="quiet" aria-describedby="others">${words.say("accountEndOthers")}</button>
        <p class="hint" id="others">${words.say("accountEndOthersHint")}</p>
      </form>`
    }
  </section>`;
}

function oneSession(
  frame: Frame,
  view: AccountPageView,
  { id, session, current }: OwnSession,
  index: number,
): Html {
  const { words, basePath } = frame;
  const name = `session-${index}`;
  return html`<h3 id="${name}">
      ${current && html`${words.say("accountHere")} <br />`}${deviceOf(words, session)}
    </h3>
    ${factList(words, {
      signedIn: at(words, session.approvedAt),
      sessionEnds: at(words, session.sessionEndsAt),
      ...(session.app !== undefined && { accountApp: html`<bdi>${session.app}</bdi>` }),
      ...contactFact(view, session),
    })}
    <form method="post" action="${basePath}/otp/account/sessions/end">
      ${formFields(frame, view)}
      <input type="hidden" name="id" value="${id}" />
      <button class="quiet" aria-describedby="${name}">
        ${words.say(current ? "signOut" : "accountEnd")}
      </button>
    </form>`;
}

/** What apps were granted. */
export function appSection(frame: Frame, view: AccountPageView): Html {
  const { words } = frame;
  const { apps } = view.account;
  return html`<section aria-labelledby="apps">
    <h2 id="apps">${words.say("accountApps")}</h2>
    ${apps.length === 0 && html`<p>${words.say("accountNoApps")}</p>`}
    ${apps.map((one, index) => oneApp(frame, view, one, index))}
  </section>`;
}

function oneApp(
  frame: Frame,
  view: AccountPageView,
  { clientId, name, scopes, since }: ShownApp,
  index: number,
): Html {
  const { words, basePath } = frame;
  const said = scopes.flatMap((scope) => SCOPE_WORDS[scope] ?? []);
  return html`<h3 id="app-${index}"><bdi>${name}</bdi></h3>
    ${factList(words, {
      accountSince: at(words, since),
      ...(said.length > 0 && { accountMay: html`${said.map((key) => html`${words.say(key)}<br />`)}` }),
    })}
    <form method="post" action="${basePath}/otp/account/grants/end">
      ${formFields(frame, view)}
      <input type="hidden" name="clientId" value="${clientId}" />
      <button class="quiet" aria-describedby="app-${index}">${words.say("accountEndApp")}</button>
    </form>`;
}

/** The last sign-ins, those included whose session is over. */
export function recentSection({ words }: Frame, view: AccountPageView): Html {
  return html`<section aria-labelledby="recent">
    <h2 id="recent">${words.say("accountRecent")}</h2>
    <dl>
      ${view.account.signIns.map(
        (one) =>
          html`<div>
            <dt>${at(words, one.approvedAt)}</dt>
            <dd>${deviceOf(words, one)}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

/** From where, as far as it was kept: a passkey's sign-in keeps nothing of it. */
function deviceOf(words: PageWords, session: Session): Html {
  const { askedFrom } = session;
  if (askedFrom !== undefined) return html`<bdi>${askedFrom}</bdi>`;
  return words.say(isByPasskeyAlone(session) ? "accountByPasskey" : "accountSomewhere");
}

/** Which contact it was; with one alone there is nothing to tell. */
function contactFact({ account }: AccountPageView, { address }: Session): Partial<Record<PageText, Html>> {
  return account.contacts.length > 1 ? { confirmedContact: apart(maskAddress(address)) } : {};
}

function at(words: PageWords, epochSeconds: number): Html {
  return instantOf(words, new Date(epochSeconds * 1000).toISOString());
}
