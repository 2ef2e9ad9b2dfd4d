import { timingSafeEqual } from "node:crypto";
import { mac } from "./sealed.ts";
import { readCode } from "./typed/code.ts";
import type { CodeFormat, CodeShape } from "./typed/code-shape.ts";

const DIGITS_PER_BYTE_LIMIT = 250;

/** Crockford's base32, from 0 to 31: without I, L, O and U. @see https://www.crockford.com/base32.html */
const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The characters a person types. They leave this object only through {@link Passcode.reveal}; anything that prints it gets `[redacted]`. */
export class Passcode {
  readonly #characters: string;
  readonly format: CodeFormat;

  constructor(characters: string, format: CodeFormat = "digits") {
    this.#characters = characters;
    this.format = format;
  }

  /** How many characters. */
  get length(): number {
    return this.#characters.length;
  }

  /** The characters, leading zeros kept: for the message to the customer, and nothing else. */
  reveal(): string {
    return this.#characters;
  }

  /** The same for reading: letters and digits in groups of five, like `K7QFM-2XD9T-RAW`. */
  revealGrouped(): string {
    return this.format === "digits" ? this.reveal() : groupCode(this.reveal());
  }

  /** Compares in constant time. */
  equals(other: Passcode): boolean {
    const mine = Buffer.from(this.#characters);
    const theirs = Buffer.from(other.#characters);
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
 * In base32 the last five bits of each byte give one character, and none is skipped.
 *
 * @param idBytes the bytes of the challenge id, tag included
 * @see RFC 4226, section 5.3, which truncates a 31-bit number instead
 */
export function derivePasscode(
  key: Uint8Array,
  idBytes: Uint8Array,
  { format, length }: CodeShape,
): Passcode {
  const characterOf = format === "digits" ? digitOf : base32Of;
  let characters = "";
  for (let block = 0; characters.length < length; block++) {
    const message = block === 0 ? idBytes : Buffer.concat([idBytes, Buffer.of(block)]);
    for (const byte of mac(key, "passcode", message)) {
      if (characters.length < length) characters += characterOf(byte);
    }
  }
  return new Passcode(characters, format);
}

function digitOf(byte: number): string {
  return byte < DIGITS_PER_BYTE_LIMIT ? String(byte % 10) : "";
}

function base32Of(byte: number): string {
  return BASE32.charAt(byte & 31);
}

/** A code of letters and digits that each of these random bytes gives one of. */
export function strongCode(bytes: Uint8Array): Passcode {
  return new Passcode(Array.from(bytes, base32Of).join(""), "base32");
}

/** Letters and digits in groups of five. */
function groupCode(code: string): string {
  return code.match(/.{1,5}/g)?.join("-") ?? "";
}

/** What a person's text is to a challenge: a guess, or nothing that could be one. */
export type TypedPasscode =
  { readonly kind: "passcode"; readonly passcode: Passcode } | { readonly kind: "none" | "several" };

/**
 * Reads what a person typed or pasted, as {@link readCode} does.
 * @returns a guess only if the text holds exactly one code; anything else cannot be right and costs no attempt
 */
export function parsePasscode(text: string, shape: CodeShape): TypedPasscode {
  const read = readCode(text, { format: shape.format, length: shape.length });
  return read.kind === "code" ? { kind: "passcode", passcode: new Passcode(read.code, shape.format) } : read;
}
