import { MAX_SESSION_SECONDS, MAX_TOKEN_SECONDS } from "../domain/challenge.ts";
import { publicHalf } from "../domain/public-half.ts";
import type { SigningDocument, VerifyingDocument } from "./documents.ts";
import { MARGIN_SECONDS } from "./retire.ts";

/**
 * How long an ID token may come back as a hint after its key was the current one, in seconds: a session may last as long.
 * Nothing else is believed for its sake.
 */
const LIFE_SECONDS = MAX_SESSION_SECONDS + MAX_TOKEN_SECONDS + MARGIN_SECONDS;

/** So many have room in a secret (64 KiB), however often an owner rotates. */
const MAX_KEYS = 100;

/**
 * The public halves of the RSA keys of a signing document, and of those that signed before: what apps show as hints are
 * ID tokens, which one of them signed. Keys of P-256 sign none.
 * @param before undefined where the keys before are not believed any more
 */
export function verifyingDocument(
  { next, current, previous }: SigningDocument,
  before: VerifyingDocument | undefined,
  now: number,
): VerifyingDocument {
  const held = [current, ...(next ? [next] : [])].map((key) => publicHalf(key));
  const retired = [...previous, ...(before?.keys ?? [])].map(({ kid, kty, n, e, retiredAt = now }) => ({
    kid,
    kty,
    n,
    e,
    retiredAt,
  }));
  const known = new Set(held.map(({ kid }) => kid));
  const past = retired.filter(({ kid, retiredAt }) => {
    if (known.has(kid) || retiredAt + LIFE_SECONDS <= now) return false;
    known.add(kid);
    return true;
  });
  return { keys: [...held, ...past].slice(0, MAX_KEYS) };
}

/** The keys of the document that count. */
export function verifyingKeys({ keys }: VerifyingDocument, now: number): VerifyingDocument["keys"] {
  return keys.filter(({ retiredAt }) => retiredAt === undefined || now < retiredAt + LIFE_SECONDS);
}
