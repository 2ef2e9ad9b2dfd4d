import { foldWidth } from "./typed/fold.ts";

/** What a recipient is. It decides keys, limits and fields; a channel is only the way there. */
export const ADDRESS_KINDS = ["email", "phone"] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** An address with `@`, of any width, is e-mail, everything else a phone number. */
export function inferAddressKind(text: string): AddressKind {
  return foldWidth(text).includes("@") ? "email" : "phone";
}

/**
 * A number as it is copied out of a list that leaves the plus away.
 * @returns the same as an international number; absent where the text is no bare row of 8 to 15 digits
 */
export function withPlus(text: string): string | undefined {
  return /^[1-9]\d{7,14}$/.test(text) ? `+${text}` : undefined;
}
