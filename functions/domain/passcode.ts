import { timingSafeEqual } from "node:crypto";
import { mac } from "./sealed.ts";
import { readCode } from "./typed/code.ts";

const DIGITS_PER_BYTE_LIMIT = 250;

/** The digits a person types. They leave this object only through {@link Passcode.reveal}; anything that prints it gets `[redacted]`. */
export class Passcode {
  readonly #digits: string;

  constructor(digits: string) {
    this.#digits = digits;
  }

  /** How many digits. */
  get length(): number {
    return this.#digits.length;
  }

  /** The digits, leading zeros kept: for the message to the customer, and nothing else. */
  reveal(): string {
    return this.#digits;
  }

  /** Compares in constant time. */
  equals(other: Passcode): boolean {
    const mine = Buffer.from(this.#digits);
    const theirs = Buffer.from(other.#digits);
    return mine.length === theirs.length && timingSafeEqual(mine, theirs);
  }

  toString(): string {
    return "[redacted]";
  }

  toJSON(): string {
    return "[redacted]";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[redacted]";
  }
}

/**
 * Derives the passcode of a challenge, so that nothing recoverable is ever stored and a resend repeats the same code.
 *
 * Each byte of HMAC-SHA-256(key, "passcode" | id) below 250 gives one digit, the others are skipped: every digit is
 * equally likely (a plain `% 10` would favour 0 to 5). A block that runs out is followed by one with a counter.
 *
 * @param idBytes the bytes of the challenge id, tag included
 * @param length decimal digits, 4 to 10
 * @see RFC 4226, section 5.3, which truncates a 31-bit number instead
 */
export function derivePasscode(key: Uint8Array, idBytes: Uint8Array, length: number): Passcode {
  let digits = "";
  for (let block = 0; digits.length < length; block++) {
    const message = block === 0 ? idBytes : Buffer.concat([idBytes, Buffer.of(block)]);
    for (const byte of mac(key, "passcode", message)) {
      if (byte < DIGITS_PER_BYTE_LIMIT && digits.length < length) digits += String(byte % 10);
    }
  }
  return new Passcode(digits);
}

/** What a person's text is to a challenge: a guess, or nothing that could be one. */
export type TypedPasscode =
  { readonly kind: "passcode"; readonly passcode: Passcode } | { readonly kind: "none" | "several" };

/**
 * Reads what a person typed or pasted, as {@link readCode} does.
 * @returns a guess only if the text holds exactly one code; anything else cannot be right and costs no attempt
 */
export function parsePasscode(text: string, length: number): TypedPasscode {
  const read = readCode(text, { format: "digits", length });
  return read.kind === "code" ? { kind: "passcode", passcode: new Passcode(read.code) } : read;
}
