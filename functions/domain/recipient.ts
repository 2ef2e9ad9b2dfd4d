import type { AddressKind } from "./address-kind.ts";
import { mac } from "./sealed.ts";
import { readEmail } from "./typed/email.ts";
import { readPhone } from "./typed/phone.ts";
import { REFUSALS } from "./typed/refusals.ts";

/** The pseudonym that names a recipient's partition of the table. */
export type RecipientKey = string & { readonly brand: "RecipientKey" };

/** Where a passcode is sent, whatever the way. */
export interface Recipient {
  readonly addressKind: AddressKind;
  /** Normalised: lower-case e-mail with an ASCII domain, or an E.164 number. */
  readonly address: string;
  /** ISO 3166 country of a phone number; undefined for e-mail and for numbers that belong to no country. */
  readonly country?: string;
}

export type ParsedRecipient =
  | { readonly kind: "recipient"; readonly recipient: Recipient }
  | { readonly kind: "invalid"; readonly message: string };

/**
 * Turns what a person typed into the one spelling of their address.
 * @param defaultCountry ISO 3166 code that a phone number without `+` is read in
 */
export function parseRecipient(
  text: string,
  addressKind: AddressKind,
  defaultCountry: string,
): ParsedRecipient {
  if (addressKind === "email") {
    const read = readEmail(text);
    return read.kind === "email"
      ? { kind: "recipient", recipient: { addressKind, address: read.address } }
      : { kind: "invalid", message: REFUSALS[read.reason] };
  }
  const read = readPhone(text, defaultCountry);
  if (read.kind === "invalid") return { kind: "invalid", message: REFUSALS[read.reason] };
  const { address, country } = read;
  return {
    kind: "recipient",
    recipient: { addressKind, address, ...(country !== undefined && { country }) },
  };
}

/** Names the partition of a recipient. All channels to one number share it. */
export function recipientKey(secret: Uint8Array, { addressKind, address }: Recipient): RecipientKey {
  return mac(secret, `${addressKind}|`, address).subarray(0, 16).toString("base64url") as RecipientKey;
}

/**
 * The recipient whose ledger counts: a plus-tag makes another identity but not another mailbox,
 * so `a+x@b.c` shares the limits of `a@b.c`.
 */
export function ledgerRecipient(recipient: Recipient): Recipient {
  return { ...recipient, address: recipient.address.replace(/(?<=^[^+@]+)\+[^@]*(?=@)/, "") };
}

/** The stable pseudonym in tokens (`sub`): another derivation, so that a token does not name a partition. */
export function subjectOf(secret: Uint8Array, { addressKind, address }: Recipient): string {
  return mac(secret, `subject|${addressKind}|`, address).subarray(0, 16).toString("base64url");
}
