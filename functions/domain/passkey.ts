import { createHash } from "node:crypto";
import type { Channel } from "./channel.ts";
import type { RecipientKey } from "./recipient.ts";
import type { SubjectKey } from "./subject.ts";

/** Names a passkey among its subject's: the hash of its credential id, which may have 1023 bytes itself. */
export type PasskeyId = string & { readonly brand: "PasskeyId" };

/** So many passkeys may one subject have. */
export const MAX_PASSKEYS = 10;

/** What WebAuthn allows at most (4, "credential id"). */
export const MAX_CREDENTIAL_ID_BYTES = 1023;

/** A passkey as its subject's item keeps it. Instants are epoch seconds, bytes base64url. */
export interface Passkey {
  readonly id: PasskeyId;
  readonly credentialId: string;
  /** As COSE writes it (RFC 9052, 7): ES256, EdDSA or RS256. */
  readonly publicKey: string;
  /** The highest count of signatures that is known; 0 from an authenticator that does not count. */
  readonly counter: number;
  /** By which ways a browser may reach its authenticator (WebAuthn, 5.8.4). */
  readonly transports: readonly string[];
  /** The authenticator's model, as it says itself. */
  readonly aaguid: string;
  /** Whether it is kept in a second place too, as synced passkeys are. */
  readonly backedUp: boolean;
  /** What its owner calls it. */
  readonly name: string;
  /** The contact that was signed in at its enrolment, and as whom it signs in. */
  readonly recipientKey: RecipientKey;
  readonly address: string;
  readonly channel: Channel;
  readonly locale: string;
  readonly enrolledAt: number;
  readonly lastUsedAt?: number;
}

/** Which passkey approved a challenge, and what its authenticator said of itself. */
export interface UsedPasskey {
  readonly subjectKey: SubjectKey;
  readonly id: PasskeyId;
  readonly counter: number;
  readonly backedUp: boolean;
}

/** What an approval by passkey proves (RFC 8176): a key, and its user. Without attestation no hardware is known. */
export const PASSKEY_AMR = ["pop", "user", "mfa"] as const;

/** For so long a passkey tells the address as proven, from when a code proved it last, in seconds: 180 days. */
export const PROOF_BY_CODE_SECONDS = 180 * 86_400;

/** The map key of a credential. @param credentialId base64url */
export function passkeyId(credentialId: string): PasskeyId {
  const hash = createHash("sha256").update(Buffer.from(credentialId, "base64url"));
  return hash.digest("base64url") as PasskeyId;
}

/** Whether bytes in base64url, spelled in their one way, are as many as a credential id may have. */
export function isCredentialId(text: string): boolean {
  const bytes = Buffer.from(text, "base64url");
  return bytes.length > 0 && bytes.length <= MAX_CREDENTIAL_ID_BYTES && bytes.toString("base64url") === text;
}
