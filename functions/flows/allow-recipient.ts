import { inferAddressKind } from "../domain/address-kind.ts";
import { type Channel, traitsOf, usualChannel } from "../domain/channel.ts";
import { parseRecipient, type Recipient } from "../domain/recipient.ts";
import type { Transaction } from "../domain/transaction.ts";
import { isPhoneCountry } from "../domain/typed/phone-country.ts";
import { isEnabled, type Settings, usualCountry } from "../settings.ts";
import { namesTransactions, SAYS_NO_TRANSACTION } from "../settings/named-transactions.ts";

/** Where a code is asked to go. */
export interface AskedRecipient {
  /** What the person typed. */
  readonly recipient: string;
  readonly channel?: Channel | undefined;
  /** ISO 3166 country that a number without its country code is read in. */
  readonly country?: string | undefined;
  readonly transaction?: Transaction | undefined;
}

export type AllowedRecipient =
  | { readonly kind: "recipient"; readonly recipient: Recipient; readonly channel: Channel }
  | { readonly kind: "invalid"; readonly path: string; readonly message: string }
  | { readonly kind: "channel-disabled" }
  | { readonly kind: "recipient-not-allowed" };

/** Reads a recipient, and says whether codes go there, this way, by the owner's settings. */
export function allowRecipient(settings: Settings, asked: AskedRecipient): AllowedRecipient {
  const { channels } = settings;
  const channel = asked.channel ?? usualChannel(inferAddressKind(asked.recipient));
  if (!isEnabled(settings, channel)) return { kind: "channel-disabled" };
  const { addressKind, reachesFixedLines } = traitsOf(channel);
  const purpose = reachesFixedLines ? "call" : "message";
  const parsed = parseRecipient(asked.recipient, addressKind, countryOf(settings, asked), purpose);
  if (parsed.kind === "invalid") return { kind: "invalid", path: "recipient", message: parsed.message };
  const { recipient } = parsed;
  const allowed =
    recipient.addressKind === "email" || channels.sms.countries.includes(recipient.country ?? "");
  if (!allowed) return { kind: "recipient-not-allowed" };
  return asked.transaction && !namesTransactions(settings, channel, recipient.country)
    ? SAYS_NO_TRANSACTION
    : { kind: "recipient", recipient, channel };
}

function countryOf(settings: Settings, { country }: AskedRecipient): string {
  return country !== undefined && isPhoneCountry(country) ? country : usualCountry(settings);
}
