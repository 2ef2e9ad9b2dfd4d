import { createHash } from "node:crypto";
import type { Acr } from "./acr.ts";
import type { AddressClaims } from "./address-claims.ts";
import { acrOfGrant, type Grant, sessionOfGrant } from "./grant.ts";
import { sessionId } from "./session.ts";

/** What an ID token tells an app of a sign-in: who, when and how, and no address unless the app says that it looks for it there (OpenID Connect Core, 2). */
export interface IdTokenClaims extends AddressClaims {
  readonly iss: string;
  readonly sub: string;
  /** The id of the app. */
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  readonly auth_time: number;
  readonly amr: readonly string[];
  readonly acr: Acr;
  readonly sid: string;
  readonly nonce?: string;
  /** Ties the access token to it. */
  readonly at_hash: string;
}

/** The claims of the ID token that goes with an access token. */
export function idTokenClaims(
  grant: Grant,
  {
    accessToken,
    nonce,
    ...times
  }: { iss: string; iat: number; exp: number; accessToken: string; nonce: string | undefined },
): IdTokenClaims {
  return {
    ...times,
    sub: grant.subject,
    aud: grant.clientId,
    auth_time: grant.authTime,
    amr: grant.amr,
    acr: acrOfGrant(grant),
    sid: sessionId(sessionOfGrant(grant)),
    ...(nonce !== undefined && { nonce }),
    at_hash: createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url"),
  };
}
