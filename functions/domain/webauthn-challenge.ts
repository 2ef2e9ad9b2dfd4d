import { createHash, timingSafeEqual } from "node:crypto";
import type { Random } from "./ambient.ts";
import { mac, SEAL_VERSION } from "./sealed.ts";

/** What an authenticator signs (WebAuthn, 13.4.3), in base64url. Nothing of it is stored: its tag says that it is ours. */
export type WebauthnChallenge = string & { readonly brand: "WebauthnChallenge" };

/** What a challenge is for: one that was made for the one is worth nothing for another. */
export const PASSKEY_PURPOSES = ["sign-in", "second-factor", "enrolment", "session"] as const;
export type PasskeyPurpose = (typeof PASSKEY_PURPOSES)[number];

/**
 * Who alone may answer a challenge, by what only they can show: the browser with a cookie, the client with a verifier
 * whose hash it told, the holder of a challenge id, the holder of a session.
 */
export type PasskeyBinding =
  | { readonly kind: "browser"; readonly cookie: string }
  | { readonly kind: "verifier"; readonly hash: string }
  | { readonly kind: "challenge"; readonly challengeId: string }
  | {
      readonly kind: "session";
      readonly sessionId: string;
      readonly subject: string;
      /** Which of its tokens: one that was raised since then takes another challenge. @default any */
      readonly generation?: number;
    };

/** How long a challenge may be answered, in seconds: what it opened stays longer in the table, and is met by a replay. */
export const WEBAUTHN_CHALLENGE_SECONDS = 600;

const LABEL = "webauthn-challenge|";
const RANDOM_BYTES = 16;
const TAG_BYTES = 16;
const HEAD_BYTES = 6;

/** `version(1) kid(1) issuedAt(4) random(16) tag(16)`; the tag covers purpose and binding too, which are not in it. */
export function webauthnChallenge(
  purpose: PasskeyPurpose,
  binding: PasskeyBinding,
  { kid, key, now, random }: { kid: number; key: Uint8Array; now: number; random: Random },
): WebauthnChallenge {
  const head = Buffer.alloc(HEAD_BYTES);
  head.set([SEAL_VERSION, kid]);
  head.writeUInt32BE(now, 2);
  const body = Buffer.concat([head, random(RANDOM_BYTES)]);
  return Buffer.concat([body, tagOf(key, body, purpose, binding)]).toString("base64url") as WebauthnChallenge;
}

/** Whether this key made a challenge for this purpose and this holder, not too long ago. */
export function isWebauthnChallenge(
  text: string,
  purpose: PasskeyPurpose,
  binding: PasskeyBinding,
  { key, now }: { key: Uint8Array; now: number },
): text is WebauthnChallenge {
  const bytes = Buffer.from(text, "base64url");
  // Node skips characters it does not know: without this, many spellings would name one challenge.
  if (bytes.length !== HEAD_BYTES + RANDOM_BYTES + TAG_BYTES || bytes.toString("base64url") !== text)
    return false;
  const body = bytes.subarray(0, -TAG_BYTES);
  if (!timingSafeEqual(tagOf(key, body, purpose, binding), bytes.subarray(-TAG_BYTES))) return false;
  return now < body.readUInt32BE(2) + WEBAUTHN_CHALLENGE_SECONDS;
}

/** The nonce of the session that a sign-in with this challenge opens: each opens one, and a replay meets it. */
export function nonceOf(challenge: WebauthnChallenge): string {
  const hash = createHash("sha256").update("passkey-session|").update(Buffer.from(challenge, "base64url"));
  return hash.digest().subarray(0, 16).toString("base64url");
}

/** What a client shows beside its answer, as it told it before (as PKCE does, RFC 7636). */
export function verifierHash(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

function tagOf(key: Uint8Array, body: Buffer, purpose: PasskeyPurpose, binding: PasskeyBinding): Buffer {
  // As JSON, so that no two bindings have the same bytes.
  const covered = Buffer.from(JSON.stringify([purpose, ...partsOf(binding)]));
  return mac(key, LABEL, Buffer.concat([body, covered])).subarray(0, TAG_BYTES);
}

function partsOf(binding: PasskeyBinding): readonly string[] {
  switch (binding.kind) {
    case "browser":
      return [binding.kind, binding.cookie];
    case "verifier":
      return [binding.kind, binding.hash];
    case "challenge":
      return [binding.kind, binding.challengeId];
    case "session":
      return [
        ...[binding.kind, binding.sessionId, binding.subject],
        ...(binding.generation === undefined ? [] : [String(binding.generation)]),
      ];
  }
}
