import { maskAddress } from "./mask.ts";

/** What may be an address within words, and what may be a number. */
const ADDRESS = /[^\s<>()",;:]+@[^\s<>()",;:]+/g;
const NUMBER = /\+\d[\d ()/.-]{5,}\d|\d{7,}/g;

/** Words as the audit trail may have them: in one line, with addresses and long numbers masked. */
export function maskWithin(words: string): string {
  return words
    .replace(/\p{C}+|\s+/gu, " ")
    .replace(ADDRESS, (address) => maskAddress(address))
    .replace(NUMBER, (number) => `…${number.replace(/\D/g, "").slice(-2)}`)
    .trim();
}
