import { createHash } from "node:crypto";
import { type Acr, acrOf } from "./acr.ts";
import type { AddressKind } from "./address-kind.ts";
import type { Random } from "./ambient.ts";
import type { RecipientKey } from "./recipient.ts";
import { keyBytes, type SessionReference, sealReference, unsealReference } from "./reference.ts";

/** No code may be exchanged later, in seconds: a browser's redirect and one call of the app take less. */
export const AUTHORIZATION_CODE_SECONDS = 60;

/**
 * A code that its client shows again so soon is a repeated request, in seconds: an answer was lost, or a page that asks
 * was drawn twice. Later it is a theft.
 */
export const REPEAT_SECONDS = 10;

/** The scope of a grant that outlives its session (OpenID Connect Core, 11). */
export const OFFLINE_ACCESS = "offline_access";

/** `code`: nothing has been given for it yet. `given`: tokens have been. */
export const GRANT_STATUSES = ["code", "given", "ended"] as const;

/** Where a grant lies in the table: beside its recipient's sessions, so that what ends all of those finds it too. */
export interface GrantLocation {
  readonly recipientKey: RecipientKey;
  readonly id: string;
}

/**
 * What an app was granted of one sign-in (RFC 6749, 1.4): first as a code, then as tokens. Both are sealed references to
 * it, and neither is kept. Instants are epoch seconds.
 */
export interface Grant extends GrantLocation {
  readonly status: (typeof GRANT_STATUSES)[number];
  /** The id of the client that it was made for, and the address that its code was sent to. */
  readonly clientId: string;
  readonly redirectUri: string;
  /** None where the client's secret alone shows that the code is its own. */
  readonly codeChallenge?: string | undefined;
  readonly scope: string;
  /** Whom its access tokens are for. */
  readonly audience: string;
  /** What the client wants to find in the ID token. */
  readonly nonce?: string | undefined;
  /** Which of the recipient's sessions it tells of. */
  readonly sessionNonce: string;
  readonly subject: string;
  readonly address: string;
  readonly addressKind: AddressKind;
  /** When a code last proved the address; absent where one did for this sign-in. */
  readonly addressProvenAt?: number | undefined;
  readonly amr: readonly string[];
  /** How well the user was told apart from others, as the app is told; absent in grants of releases that told it of all alike. */
  readonly acr?: Acr | undefined;
  readonly purpose: string;
  readonly authTime: number;
  /** Which of its refresh tokens counts, from 1 on, and since when. */
  readonly generation: number;
  readonly rotatedAt?: number;
  readonly issuedAt: number;
  /** Its code is good until then. */
  readonly codeExpiresAt: number;
  /** Nothing that was given for it is good after that. */
  readonly expiresAt: number;
}

const CODE_SEAL = { label: "code|", tagBytes: 16 };

/** 128 random bits, of which the table has a hash. */
export function newGrantNonce(random: Random): string {
  return random(16).toString("base64url");
}

/** Where the grant of a nonce lies: who reads the table learns no nonce, and so cannot make a code even with the key. */
export function locateGrant({ recipientKey, nonce }: SessionReference): GrantLocation {
  const hash = createHash("sha256").update(keyBytes(nonce)).digest();
  return { recipientKey, id: hash.subarray(0, 16).toString("base64url") };
}

/** Sealed with the cookie key, as a session token is. */
export function authorizationCode(reference: SessionReference, kid: number, key: Uint8Array): string {
  return sealReference(CODE_SEAL, reference, kid, key);
}

/** The grant that a code stands for, or undefined unless this key made it. */
export function readAuthorizationCode(text: string, key: Uint8Array): SessionReference | undefined {
  return unsealReference(CODE_SEAL, text, key);
}

/** How well its user was told apart from others, as its app is told. */
export function acrOfGrant({ acr, amr }: Pick<Grant, "acr" | "amr">): Acr {
  return acr ?? acrOf(amr);
}

/** The session that a grant tells of. */
export function sessionOfGrant({
  recipientKey,
  sessionNonce,
}: Pick<Grant, "recipientKey" | "sessionNonce">): SessionReference {
  return { recipientKey, nonce: sessionNonce };
}

/** Whether it outlives its session. */
export function isOffline({ scope }: Pick<Grant, "scope">): boolean {
  return scope.split(" ").includes(OFFLINE_ACCESS);
}

/** Whether tokens of it are good. */
export function isLive(grant: Grant | undefined, now: number): grant is Grant {
  return grant?.status === "given" && grant.expiresAt > now;
}
