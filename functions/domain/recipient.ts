import parsePhoneNumber, { type CountryCode } from "libphonenumber-js/mobile";
import type { AddressKind } from "./address-kind.ts";
import { mac } from "./sealed.ts";

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

const MAX_EMAIL = 254;
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const DOMAIN_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LEVEL = /^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * Turns what a person typed into the one spelling of their address.
 * @param defaultCountry ISO 3166 code that a phone number without `+` is read in
 */
export function parseRecipient(
  text: string,
  addressKind: AddressKind,
  defaultCountry: string,
): ParsedRecipient {
  const trimmed = text.replaceAll(/^ +| +$/g, "");
  if (/\p{Cc}|\p{Cf}|\u2028|\u2029/u.test(trimmed))
    return invalid("The address contains characters that no address has.");
  return addressKind === "email" ? parseEmail(trimmed) : parsePhone(trimmed, defaultCountry);
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

function parseEmail(text: string): ParsedRecipient {
  const at = text.lastIndexOf("@");
  // Checked as it was typed: some letters beyond ASCII become ASCII when they are lower-cased.
  const typed = text.slice(0, at);
  const local = typed.toLowerCase();
  const domain = asciiDomain(text.slice(at + 1));
  const address = `${local}@${domain ?? ""}`;
  if (
    at < 1 ||
    domain === undefined ||
    local.length > 64 ||
    address.length > MAX_EMAIL ||
    !LOCAL_PART.test(typed) ||
    // Some mailers decode what looks like an encoded word (RFC 2047), and would send elsewhere.
    typed.includes("=?")
  ) {
    return invalid("Enter an e-mail address like name@example.com.");
  }
  return { kind: "recipient", recipient: { addressKind: "email", address } };
}

function asciiDomain(domain: string): string | undefined {
  // The URL parser knows IDNA; what it would read as a port, a path or an escape never reaches it.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || !URL.canParse(`http://${domain}/`)) return undefined;
  const labels = new URL(`http://${domain}/`).hostname.split(".");
  const valid =
    labels.length > 1 &&
    labels.every((label) => DOMAIN_LABEL.test(label)) &&
    TOP_LEVEL.test(labels.at(-1) ?? "");
  return valid ? labels.join(".") : undefined;
}

/** What is said of a number that takes no SMS. */
export const NOT_MOBILE = "Enter a mobile number: this one cannot receive text messages.";

function parsePhone(text: string, defaultCountry: string): ParsedRecipient {
  // `extract: false`: the whole text has to be the number, not a number found somewhere in a text.
  const number = /^[+\uff0b]?[\p{Nd}\s().\-\u2010-\u2015/]+$/u.test(text)
    ? parsePhoneNumber(text, { defaultCountry: defaultCountry as CountryCode, extract: false })
    : undefined;
  if (!number?.isPossible() || number.ext !== undefined) {
    return invalid("Enter a phone number with its country code, like +1 415 555 0123.");
  }
  // The library knows mobile numbers only here, a third of its data: the others have no type.
  const type = number.getType();
  if (type !== "MOBILE" && type !== "FIXED_LINE_OR_MOBILE") return invalid(NOT_MOBILE);
  return {
    kind: "recipient",
    recipient: {
      addressKind: "phone",
      address: number.number,
      ...(number.country && { country: number.country }),
    },
  };
}

function invalid(message: string): ParsedRecipient {
  return { kind: "invalid", message };
}
