import type { Channel } from "./channel.ts";
import { mac } from "./sealed.ts";
import { readEmail } from "./typed/email.ts";
import { foldWidth } from "./typed/fold.ts";
import { readPhone } from "./typed/phone.ts";
import { REFUSALS } from "./typed/refusals.ts";

/** The pseudonym that names a recipient's partition of the table. */
export type RecipientKey = string & { readonly brand: "RecipientKey" };

/** Where a passcode is sent. */
export interface Recipient {
  readonly channel: Channel;
  /** Normalised: lower-case e-mail with an ASCII domain, or an E.164 number. */
  readonly address: string;
  /** ISO 3166 country of a phone number; undefined for e-mail and for numbers that belong to no country. */
  readonly country?: string;
}

export type ParsedRecipient =
  | { readonly kind: "recipient"; readonly recipient: Recipient }
  | { readonly kind: "invalid"; readonly message: string };

/** An address with `@` is e-mail, everything else a phone number. */
export function inferChannel(text: string): Channel {
  return foldWidth(text).includes("@") ? "email" : "sms";
}

/**
 * Turns what a person typed into the one spelling of their address.
 * @param defaultCountry ISO 3166 code that a phone number without `+` is read in
 */
export function parseRecipient(text: string, channel: Channel, defaultCountry: string): ParsedRecipient {
  if (channel === "email") {
    const read = readEmail(text);
    return read.kind === "email"
      ? { kind: "recipient", recipient: { channel, address: read.address } }
      : { kind: "invalid", message: REFUSALS[read.reason] };
  }
  const read = readPhone(text, defaultCountry);
  if (read.kind === "invalid") return { kind: "invalid", message: REFUSALS[read.reason] };
  const { address, country } = read;
  return { kind: "recipient", recipient: { channel, address, ...(country !== undefined && { country }) } };
}

/** Names the partition of a recipient. SMS and WhatsApp to one number share it. */
export function recipientKey(secret: Uint8Array, { channel, address }: Recipient): RecipientKey {
  return mac(secret, channel === "email" ? "email|" : "phone|", address)
    .subarray(0, 16)
    .toString("base64url") as RecipientKey;
}

/**
 * The recipient whose ledger counts: a plus-tag makes another identity but not another mailbox,
 * so `a+x@b.c` shares the limits of `a@b.c`.
 */
export function ledgerRecipient(recipient: Recipient): Recipient {
  return { ...recipient, address: recipient.address.replace(/(?<=^[^+@]+)\+[^@]*(?=@)/, "") };
}

/** The stable pseudonym in tokens (`sub`): another derivation, so that a token does not name a partition. */
export function subjectOf(secret: Uint8Array, { channel, address }: Recipient): string {
  return mac(secret, channel === "email" ? "subject|email|" : "subject|phone|", address)
    .subarray(0, 16)
    .toString("base64url");
}
