import type { Channel } from "../../domain/channel.ts";
import type { EndCause } from "../../domain/challenge.ts";
import type { NoticeKind } from "../../domain/notice.ts";
import type { NetworkBefore } from "../../flows/read-story.ts";
import type { LocalTime } from "../local-time.ts";
import type { ChallengeEntry, GrantEntry, NoticeEntry, ShownEntry } from "./shown-entry.ts";
import { tellDelivery, when } from "./tell-delivery.ts";

/** One entry of a story: where it stands in time, and what happened, in one sentence. */
export interface ToldEntry {
  readonly id: string;
  /** Like `28 Nov 2026`. */
  readonly day: string;
  /** Like `10:14`. */
  readonly time: string;
  readonly text: string;
}

/**
 * An entry as an admin would say it on the phone: pages and commands have the same words.
 * @param namesContact whether it says which address it is about, for a person who has several
 */
export function tellEntry(entry: ShownEntry, time: LocalTime, namesContact = false): ToldEntry {
  const at = new Date(entry.at);
  return {
    id: entry.id,
    day: time.day(at),
    time: time.minute(at),
    text: sentence(partsOf(entry, time, namesContact)),
  };
}

function partsOf(entry: ShownEntry, time: LocalTime, namesContact: boolean): readonly string[] {
  switch (entry.kind) {
    case "challenge":
      return [
        asked(entry, namesContact),
        ...tellDelivery(entry, time),
        ...typed(entry),
        ...ending(entry, time),
      ];
    case "notice":
      return noticed(entry, time);
    case "grant":
      return granted(entry, time);
    case "damaged":
      return [`a ${entry.of} of then cannot be read: its item is damaged`];
  }
}

function sentence(parts: readonly string[]): string {
  const text = parts.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const WAYS: Readonly<Record<Channel, string>> = {
  email: "by e-mail",
  sms: "by SMS",
  whatsapp: "by WhatsApp",
  voice: "by a call",
  push: "as a notification",
};

/** The network of the first request is no news. */
const FROM: Readonly<Record<NetworkBefore, string>> = {
  "signed-in": " from a network where they have signed in before",
  asked: " from the same network as before",
  other: " from another network than before",
  first: "",
  unnamed: " by your server, which named no user's network",
};

function asked(entry: ChallengeEntry, namesContact: boolean): string {
  const { channel, networkBefore, askedFrom, app, purpose, strong, lane, byPasskey } = entry;
  const what = byPasskey
    ? "signed in by passkey"
    : `asked for ${strong ? "a code that cannot be guessed" : "a code"} ${WAYS[channel]}`;
  return [
    what,
    ...(namesContact ? [` to ${entry.address}`] : []),
    ...(purpose === "login" ? [] : [` for "${purpose}"`]),
    ...(app === undefined ? [] : [` for ${app}`]),
    ...(askedFrom === undefined ? [] : [` in ${askedFrom}`]),
    ...(lane === "device" ? [" on a device that is known"] : [FROM[networkBefore]]),
  ].join("");
}

function typed({ wrong, locked }: ChallengeEntry): readonly string[] {
  return wrong > 0 ? [`typed wrong ${often(wrong)}${locked ? ", and locked by that" : ""}`] : [];
}

function often(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

const ENDED: Readonly<Record<EndCause, string>> = {
  everywhere: "with all others of theirs",
  "not-me": 'by "this was not me"',
  factors: "since what they have enrolled was changed",
};

function ending(entry: ChallengeEntry, time: LocalTime): readonly string[] {
  const { state, expiresAt, provedAt, approvedAt, endedAt, endedFor, wrongFactors, decoy, locked } = entry;
  const at = (text: string) => when(text, entry.at, time);
  const wrong = wrongFactors === 0 ? [] : [`second step wrong ${often(wrongFactors)}`];
  switch (state) {
    case "pending":
      return decoy ? [] : [`waits to be typed until ${time.minute(new Date(expiresAt))}`];
    case "locked":
      return [];
    case "expired":
      if (provedAt !== undefined)
        return [`right ${at(provedAt)}`, ...wrong, "the second step was not done in time"];
      return decoy || locked ? [] : [`not used before it was over ${at(expiresAt)}`];
    case "proved":
      return [`right ${at(provedAt ?? entry.at)}`, ...wrong, "the second step is waited for"];
    case "canceled":
      return [
        `called off${endedAt === undefined ? "" : ` ${at(endedAt)}`}${endedFor === undefined ? "" : ` ${ENDED[endedFor]}`}`,
      ];
    case "approved":
    case "ended":
      return [...proven(entry, at), ...wrong, ...session(entry, at, approvedAt)];
  }
}

type At = (text: string) => string;

function proven({ provedAt, approvedAt, byPasskey }: ChallengeEntry, at: At): readonly string[] {
  if (approvedAt === undefined || byPasskey) return [];
  if (provedAt === undefined) return [`approved ${at(approvedAt)}`];
  return [`right ${at(provedAt)}`, `approved by a second step ${at(approvedAt)}`];
}

function session(entry: ChallengeEntry, at: At, approvedAt: string | undefined): readonly string[] {
  const { state, sessionEndsAt, endedAt, endedFor } = entry;
  if (state === "ended")
    return [
      `signed out${endedAt === undefined ? "" : ` ${at(endedAt)}`}${endedFor === undefined ? "" : ` ${ENDED[endedFor]}`}`,
    ];
  if (approvedAt === undefined || sessionEndsAt === undefined) return [];
  return [`its session lasts until ${at(sessionEndsAt).replace(/^(at|on) /, "")}`];
}

const NOTICES: Readonly<Record<NoticeKind, string>> = {
  test: "an admin had a provider tested",
  "totp-added": "an authenticator was added",
  "totp-removed": "an authenticator was removed",
  "passkey-added": "a passkey was added",
  "passkey-removed": "a passkey was removed",
  "push-added": "a browser for notifications was added",
  "push-removed": "a browser for notifications was removed",
  "contact-added": "an address or number was added",
  "code-used": "a backup code was used",
  "codes-renewed": "there are new backup codes",
  "reset-asked": "a reset of their factors was asked for",
  "settings-changed": "settings were changed",
  "desk-factor-added": "an authenticator was set up for their sign-in to the desk",
  "desk-factor-removed": "their authenticator for the desk was removed",
  "desk-code-used": "a backup code was used to sign in to the desk",
  "desk-link-made": "a link was made that opens the desk without a code",
  invited: "an admin has invited them to sign in",
};

function noticed({ notice, outcome, doneAt, until, at: entryAt }: NoticeEntry, time: LocalTime): string[] {
  const done = doneAt === undefined ? "" : ` ${when(doneAt, entryAt, time)}`;
  const became: Readonly<Record<string, string>> = {
    sent: `sent${done}`,
    failed: `not sent${done}`,
    suppressed: "not sent, since nothing is sent there",
    needless: "not sent, since it was over by then",
  };
  const what = `is told that ${NOTICES[notice]}`;
  return [
    what,
    outcome === undefined
      ? `waits to be sent, until ${when(until, entryAt, time).replace(/^(at|on) /, "")}`
      : (became[outcome] ?? outcome),
  ];
}

function granted(
  { app, scope, state, givenAt, endedAt, expiresAt, at: entryAt }: GrantEntry,
  time: LocalTime,
): string[] {
  const at = (text: string) => when(text, entryAt, time);
  const what = `the app ${app} was let in${scope === "" ? "" : ` (${scope})`}`;
  const given = givenAt === undefined ? [] : [`given tokens ${at(givenAt)}`];
  switch (state) {
    case "code":
      return [what, "it has not asked for tokens"];
    case "given":
      return [what, ...given, `it has access until ${at(expiresAt).replace(/^(at|on) /, "")}`];
    case "expired":
      return [what, ...given, `over ${at(expiresAt)}`];
    case "ended":
      return [what, ...given, `ended${endedAt === undefined ? "" : ` ${at(endedAt)}`}`];
  }
}
