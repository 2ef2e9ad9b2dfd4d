import { createHmac } from "node:crypto";
import type { Random } from "../domain/ambient.ts";
import { Passcode } from "../domain/passcode.ts";
import type { CodeShape } from "../domain/typed/code-shape.ts";

/** How long one code is shown, in seconds. */
export const STEP_SECONDS = 30;

/** What an authenticator shows. */
export const TOTP_CODE: CodeShape = { format: "digits", length: 6 };

/** 160 bits, as RFC 4226 recommends and as every authenticator takes. */
const SECRET_BYTES = 20;

/** How many steps before the current one still count: one, for a clock that is slow and a person who types slowly. */
const STEPS_BACK = 1;

/** A new secret of an authenticator. */
export function newTotpSecret(random: Random): Buffer {
  return random(SECRET_BYTES);
}

/** The step that an instant lies in. @param now epoch seconds */
export function stepAt(now: number): number {
  return Math.floor(now / STEP_SECONDS);
}

/** The code of a step, by HMAC-SHA-1. @see RFC 4226, section 5.3; RFC 6238, section 4 */
export function totpOf(secret: Uint8Array, step: number, length: number = TOTP_CODE.length): Passcode {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  const number = (hash.readUInt32BE(offset) & 0x7fffffff) % 10 ** length;
  return new Passcode(String(number).padStart(length, "0"));
}

/**
 * The step whose code was typed: the current one, or the one before it.
 * @param lastStep the last one that was used; a code counts once, and none before it ever again (RFC 6238, 5.2)
 * @param now epoch seconds
 * @returns undefined where it is the code of neither
 */
export function usedStep(
  { secret, lastStep }: { readonly secret: Uint8Array; readonly lastStep: number },
  guess: Passcode,
  now: number,
): number | undefined {
  const current = stepAt(now);
  let found: number | undefined;
  // Both are compared in any case, so that time does not tell which it was.
  for (let step = current - STEPS_BACK; step <= current; step++) {
    if (totpOf(secret, step).equals(guess) && step > lastStep) found = step;
  }
  return found;
}
