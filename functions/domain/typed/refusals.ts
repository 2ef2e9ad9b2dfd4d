import type { CodeShape } from "./code-shape.ts";

/** Why a text is no recipient, each in words that say what is missing. The pages have them in their languages. */
export const REFUSALS = {
  "email-shape": "Enter an e-mail address like name@example.com.",
  "email-at": "The @ is missing. Enter an e-mail address like name@example.com.",
  "email-name": "The part before the @ is missing. Enter an e-mail address like name@example.com.",
  "email-domain": "The part after the @ is missing. Enter an e-mail address like name@example.com.",
  "email-ending": "The end of the address is missing, like .com. Enter an address like name@example.com.",
  "email-several": "There is more than one @. Enter one e-mail address like name@example.com.",
  "email-space": "There is a space in the address. Enter an e-mail address like name@example.com.",
  "email-letters":
    "Before the @ there is a character that we cannot send to. Use letters from a to z and digits.",
  "email-length": "This is too long for an e-mail address. Enter one like name@example.com.",
  "hidden-characters": "The address contains characters that no address has. Please type it anew.",
  "phone-shape": "Enter a phone number with its country code, like +1 415 555 0123.",
  "phone-short": "This number is too short. Enter it with its country code, like +1 415 555 0123.",
  "phone-long": "This number is too long. Enter it with its country code, like +1 415 555 0123.",
  "phone-country": "No country has this country code. Enter the number like +1 415 555 0123.",
  "not-called": "Enter another number: we do not call this one.",
  "not-mobile": "Enter a mobile number: this one cannot receive text messages.",
} as const;

export type RefusalReason = keyof typeof REFUSALS;

/** The reason that a message states; undefined where it is none of these. */
export function reasonOf(message: string): RefusalReason | undefined {
  return (Object.keys(REFUSALS) as RefusalReason[]).find((reason) => REFUSALS[reason] === message);
}

/** Why a text is no code of this shape. Neither costs an attempt. */
export function codeRefusal(found: "none" | "several", { format, length }: CodeShape): string {
  const characters = `${length} ${format === "digits" ? "digits" : "letters and digits"}`;
  return found === "none"
    ? `Enter the ${characters} of the code.`
    : `There is more than one code of ${characters} in this. Enter only the newest one.`;
}
