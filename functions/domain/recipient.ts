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
  /** Of a number that takes calls and no messages. */
  readonly fixedLine?: true;
}

export type ParsedRecipient =
  | { readonly kind: "recipient"; readonly recipient: Recipient }
  | { readonly kind: "invalid"; readonly message: string };

/**
 * Turns what a person typed into the one spelling of their address.
 * @param defaultCountry ISO 3166 code that a phone number without `+` is read in
 * @param purpose what a phone number is for
 */
export function parseRecipient(
  text: string,
  addressKind: AddressKind,
  defaultCountry: string,
  purpose: "message" | "call" = "message",
): ParsedRecipient {
  if (addressKind === "email") {
    const read = readEmail(text);
    return read.kind === "email"
      ? { kind: "recipient", recipient: { addressKind, address: read.address } }
      : { kind: "invalid", message: REFUSALS[read.reason] };
  }
  const read = readPhone(text, defaultCountry, purpose);
  if (read.kind === "invalid") return { kind: "invalid", message: REFUSALS[read.reason] };
  const { address, country, fixedLine } = read;
  return {
    kind: "recipient",
    recipient: {
      ...{ addressKind, address },
      ...(country !== undefined && { country }),
      ...(fixedLine && { fixedLine }),
    },
  };
}

/** Names the partition of a recipient. All channels to one number share it. */
export function recipientKey(secret: Uint8Array, { addressKind, address }: Recipient): RecipientKey {
  return mac(secret, `${addressKind}|`, address).subarray(0, 16).toString("base64url") as RecipientKey;
}

/** Domains of one mail provider that takes no account of dots before the `@`. */
const GMAIL = /@(gmail|googlemail)\.com$/;

/**
 * The recipient whose ledger strangers share: a plus-tag makes another identity but not another mailbox, so `a+x@b.c`
 * has the limits of `a@b.c`; nor does a dot at Gmail. Of a registered service each customer's is their own: no made-up
 * spelling, whose codes are never sent, touches it.
 */
export function ledgerRecipient(recipient: Recipient, registration: "open" | "registered"): Recipient {
  if (registration === "registered") return recipient;
  const bare = recipient.address.replace(/(?<=^[^+@]+)\+[^@]*(?=@)/, "");
  const [local = ""] = bare.split("@");
  const address = GMAIL.test(bare) ? `${local.replaceAll(".", "")}@gmail.com` : bare;
  return { ...recipient, address };
}

/** The stable pseudonym in tokens (`sub`): another derivation, so that a token does not name a partition. */
export function subjectOf(secret: Uint8Array, { addressKind, address }: Recipient): string {
  return mac(secret, `subject|${addressKind}|`, address).subarray(0, 16).toString("base64url");
}
