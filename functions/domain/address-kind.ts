/** What a recipient is. It decides keys, limits and fields; a channel is only the way there. */
export type AddressKind = "email" | "phone";

/** An address with `@` is e-mail, everything else a phone number. */
export function inferAddressKind(text: string): AddressKind {
  return text.includes("@") ? "email" : "phone";
}
