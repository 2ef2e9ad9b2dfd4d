import { isByPasskeyAlone, type Session } from "../../domain/challenge.ts";
import { maskAddress } from "../../domain/mask.ts";
import type { Settings } from "../../settings.ts";
import { factorsView } from "../account/factor-views.ts";
import type { OwnContact } from "./own-contacts.ts";
import type { OwnAccount, ShownApp, OwnSession } from "./read-account.ts";
import { warningsOf } from "./warnings.ts";

/** What a user has, in JSON: addresses masked, nothing in it that opens anything. @param now epoch seconds */
export function accountView(
  { contacts, sessions, apps, signIns, factors, more }: OwnAccount,
  settings: Pick<Settings, "secondFactor">,
  now: number,
) {
  return {
    contacts: contacts.flatMap(contactView),
    sessions: sessions.map(shownSessionView),
    apps: apps.map(appView),
    recentSignIns: signIns.map((one) => ({ ...originView(one), signedInAt: iso(one.approvedAt) })),
    ...(factors && { factors: factorsView(factors.enrolled, factors.mayChange) }),
    warnings: warningsOf(settings, factors?.enrolled, now),
    more,
  };
}

function shownSessionView({ id, session, current }: OwnSession) {
  return {
    id,
    current,
    ...originView(session),
    signedInAt: iso(session.approvedAt),
    expiresAt: iso(session.sessionEndsAt),
  };
}

/** From where, as far as it was kept. */
function originView(session: Session) {
  const { channel, address, askedFrom, app } = session;
  return {
    by: isByPasskeyAlone(session) ? "passkey" : "code",
    channel,
    recipient: maskAddress(address),
    ...(askedFrom !== undefined && { askedFrom }),
    ...(app !== undefined && { app }),
  };
}

function appView({ clientId, name, scopes, since }: ShownApp) {
  return { clientId, name, scopes, since: iso(since) };
}

function contactView({ address }: OwnContact): string[] {
  return address === undefined ? [] : [maskAddress(address)];
}

function iso(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}
