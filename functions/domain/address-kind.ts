import { foldWidth } from "./typed/fold.ts";

/** What a recipient is. It decides keys, limits and fields; a channel is only the way there. */
export const ADDRESS_KINDS = ["email", "phone"] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** An address with `@`, of any width, is e-mail, everything else a phone number. */
export function inferAddressKind(text: string): AddressKind {
  return foldWidth(text).includes("@") ? "email" : "phone";
}
