import { isAccountReason } from "../../domain/provider-fault.ts";
import type { LocalTime } from "../local-time.ts";
import type { ChallengeEntry, DecoyFor } from "./shown-entry.ts";

/** Names of providers that are abbreviations. */
const ABBREVIATED: ReadonlySet<string> = new Set(["ses", "sns", "smtp"]);

/** What a message that was not sent was kept back for. */
const REASONS: Readonly<Record<string, string>> = {
  "too-late": "too little of the code's life was left",
  "no-provider": "no provider of the settings serves the country",
  "spend-ceiling": "the day's money was used up",
  "this-delivery-would-exceed-max-price": "it would have cost more than an SMS may",
  stopped: "its channel or its country was taken away meanwhile",
  "fixed-line": "the number takes calls and no messages",
  bounce: "an e-mail had come back from there for good",
  complaint: "an e-mail had been called spam there",
};

/** What became of the message, as an admin would say it on the phone. */
export function tellDelivery(entry: ChallengeEntry, time: LocalTime): readonly string[] {
  const { delivery, sends } = entry;
  if (entry.byPasskey) return [];
  if (entry.test) return ["nothing was sent, it is a test recipient"];
  if (entry.decoy) return [`nothing was sent: ${DECOYS[entry.decoy]}`];
  const { state, provider, at } = delivery;
  const times = sends > 1 ? [`asked for ${sends} times`] : [];
  const by = provider === undefined || provider === "none" ? "" : ` by ${providerName(provider)}`;
  switch (state) {
    case "queued":
      return [...times, entry.state === "pending" ? "not sent yet" : "never sent"];
    case "sent":
      return [...times, `sent${by}${after(entry, time)}`];
    case "delivered":
      return [...times, `sent${by}, delivered${after(entry, time)}`];
    case "delayed":
      return [...times, `not taken${by} so far (${reasonOf(entry)}), and tried again`];
    case "bounced":
      return [...times, `sent${by}, and came back (${reasonOf(entry)})`];
    case "complained":
      return [
        ...times,
        `sent${by}, and called spam${at === undefined ? "" : ` ${when(at, entry.at, time)}`}`,
      ];
    case "suppressed":
      return [...times, `not sent, since ${reasonOf(entry)}`];
    case "failed":
      return [...times, failed(entry, by)];
  }
}

function failed(entry: ChallengeEntry, by: string): string {
  const { reason } = entry.delivery;
  if (isAccountReason(reason))
    return `not sent, since${by === "" ? " the provider" : by.replace(" by", "")} refuses our account (${reason})`;
  if (reason !== undefined && REASONS[reason] !== undefined) return `not sent, since ${REASONS[reason]}`;
  return by === "" ? `not sent (${reasonOf(entry)})` : `refused${by} (${reasonOf(entry)})`;
}

function reasonOf({ delivery: { reason } }: ChallengeEntry): string {
  return reason === undefined ? "no reason was given" : (REASONS[reason] ?? reason);
}

const DECOYS: Readonly<Record<DecoyFor, string>> = {
  "no-customer": "no customer has the address",
  blocked: "it was blocked",
  "no-browser": "no browser of theirs showed notifications",
  // The item does not say which it was.
  unknown: "no customer had the address then, or it was blocked",
};

/** How long the one message took; of more than one it is not known when the last was asked for. */
function after({ at: asked, delivery: { at }, sends }: ChallengeEntry, time: LocalTime): string {
  if (at === undefined) return "";
  if (sends > 1) return ` ${when(at, asked, time)}`;
  const seconds = Math.round((Date.parse(at) - Date.parse(asked)) / 1000);
  if (seconds <= 1) return " within a second";
  return seconds <= 120 ? ` after ${seconds} s` : ` ${when(at, asked, time)}`;
}

/** When something happened, with its day where that is another than the entry's. */
export function when(at: string, entryAt: string, time: LocalTime): string {
  const [instant, day] = [new Date(at), time.day(new Date(at))];
  return day === time.day(new Date(entryAt))
    ? `at ${time.minute(instant)}`
    : `on ${day} at ${time.minute(instant)}`;
}

function providerName(name: string): string {
  return ABBREVIATED.has(name) ? name.toUpperCase() : name.charAt(0).toUpperCase() + name.slice(1);
}
