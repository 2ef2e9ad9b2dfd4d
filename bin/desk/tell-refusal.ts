import type { Command } from "./commands.ts";

/** Why an act was not done, and what to do. */
export function whyNotDone(
  { words }: Command,
  [customer = ""]: readonly string[],
  outcome: string,
  message: unknown,
): string {
  switch (outcome) {
    case "not-found":
      return `There is no customer with the address, number or id "${customer}". Look at the spelling; a number needs its country code, like +14155550123.`;
    case "ambiguous":
      return `"${customer}" is the address of one customer and the id of another. Say which: npm run desk -- ${words} "${customer}" --as address, or --as id.`;
    case "unreadable":
      return typeof message === "string" ? message : "The address or number cannot be read.";
    default:
      return REASONS[outcome] ?? `It was not done: ${outcome}.`;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  "open-mode": `The service is in open mode: everybody who can read a code signs in, and no customer is looked up, so that none can be blocked. Set "registration" to "registered" for that.`,
  "changed-meanwhile": "It was changed at the same moment. Look at it again, and run it again.",
  "live-off":
    'Settings are changed by a deployment alone: "liveChanges" is "off". Say "on", and deploy it (docs/settings.md).',
  "too-soon": "This provider has sent a test there in these ten minutes. Wait for the next ten.",
  "no-such-language": "There is no such language here.",
  "no-such-version": "There is no such version, or it is gone. Look with: npm run desk -- settings versions",
  "second-factor-off": `"secondFactor" is "off": a code alone signs in, and there is nothing to reset.`,
  "no-factors": "The user has enrolled nothing: a code alone signs in.",
  "factors-gone":
    "What the user has enrolled is named, and is gone or cannot be read. The user signs in nowhere until it is mended: docs/operations.md, Factors that are gone.",
  pending: "A reset was asked for before, and waits. Look with: npm run desk -- factors show",
  "canceled-before":
    "A reset was canceled before: somebody has a factor, or reads the messages. Only an owner can ask for it again, with --owner.",
  "nobody-to-tell":
    "No contact can be told by e-mail or SMS. An owner can have the hours count all the same: --owner --confirm-untold.",
  "owner-only": "This is for owners to do: add --owner.",
  "no-such-contact": "The address or number is none of the customer's contacts. Nothing was changed.",
  "nothing-asked": "No reset was asked for, or it was canceled before.",
  "too-late": "It is too late: the reset has taken effect, or does so within a minute.",
  "last-contact":
    "It is the customer's only contact: without it, the customer could not sign in. Add another one first, or block or forget the customer.",
  "no-such-admin": "The settings name no admin with this address: see desk.admins.",
  "has-factors":
    "This admin has enrolled a factor. If it is lost, run it again with --anew: all that is enrolled for the desk is removed then, and its sessions end.",
  "of-another": "The address or number is another customer's. To move it is for owners to do.",
  "is-blocked": "The customer is blocked, and is sent nothing. Unblock first.",
  "is-suppressed": "The address took no messages, or wants none. To have them go there again: lift.",
  "no-way": "Nothing is sent there: its channel is off, or codes do not go to its country.",
  "too-many": "It was invited three times today, which is the most.",
  "too-many-of-admin":
    "You have sent a hundred invitations today, which is the most of one admin. Go on tomorrow (UTC), or ask another admin.",
  "no-such-import": "There is no such import. Its id is what the import said, and what the audit lists.",
  "of-another-admin": "It is another admin's import, which an owner can undo.",
  "factors-conflict":
    "Both customers have enrolled something for their second step. With --leaves-factors it comes without.",
  "factors-shared":
    "Other contacts of its customer have the same factors. With --leaves-factors it comes without.",
  "unknown-receiver": "There is no such receiver: events.bus and events.webhooks name them.",
  "unknown-event":
    "It is none of the last events that this receiver was told. See: npm run desk -- events deliveries",
  "factors-of-another": "Under the customer's id lie another customer's factors. Nothing was changed.",
};
