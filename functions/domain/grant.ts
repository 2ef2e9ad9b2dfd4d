import { createHash } from "node:crypto";
import type { Random } from "./ambient.ts";
import type { SessionReference } from "./reference.ts";

/** No code may be exchanged later, in seconds: a browser's redirect and one call of the app take less. */
export const AUTHORIZATION_CODE_SECONDS = 60;

/** What a code stands for, once (RFC 6749, 4.1). The code itself is not kept, only its hash. */
export interface Grant {
  /** The id of the client that it was made for, and the address that it was sent to. */
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly scope: string;
  readonly nonce?: string;
  /** Whose sign-in it tells of. */
  readonly session: SessionReference;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** 256 random bits: an attacker cannot guess one in a minute. */
export function newAuthorizationCode(random: Random): string {
  return random(32).toString("base64url");
}

/** By which the table knows a code, so that an attacker who reads the table cannot use one. */
export function authorizationCodeHash(code: string): string {
  return createHash("sha256").update(code).digest("base64url");
}
