import { createHash } from "node:crypto";

/** What an app keeps to itself when it asks for a code, and shows when it exchanges it (RFC 7636, 4.1). */
const VERIFIER = /^[\w.~-]{43,128}$/;

/** SHA-256 in base64url. */
const CHALLENGE = /^[\w-]{43}$/;

export function isCodeChallenge(text: string | undefined): text is string {
  return text !== undefined && CHALLENGE.test(text);
}

/** The challenge that a verifier answers (RFC 7636, 4.6), or undefined if it is no verifier. */
export function codeChallengeOf(verifier: string): string | undefined {
  return VERIFIER.test(verifier) ? createHash("sha256").update(verifier).digest("base64url") : undefined;
}
