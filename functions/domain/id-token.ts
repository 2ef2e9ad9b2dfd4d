import { createHash } from "node:crypto";
import type { Grant } from "./grant.ts";
import type { Session } from "./challenge.ts";
import { sessionId } from "./session.ts";

/** What an ID token tells an app of a sign-in: who, when and how, but no address (OpenID Connect Core, 2). */
export interface IdTokenClaims {
  readonly iss: string;
  readonly sub: string;
  /** The id of the app. */
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  readonly auth_time: number;
  readonly amr: readonly string[];
  readonly sid: string;
  readonly nonce?: string;
  /** Ties the access token to it. */
  readonly at_hash: string;
}

/** The claims of the ID token that goes with an access token. */
export function idTokenClaims(
  session: Session,
  { clientId, nonce }: Grant,
  { iss, iat, exp, accessToken }: { iss: string; iat: number; exp: number; accessToken: string },
): IdTokenClaims {
  return {
    iss,
    sub: session.subject,
    aud: clientId,
    iat,
    exp,
    auth_time: session.approvedAt,
    amr: session.amr,
    sid: sessionId(session),
    ...(nonce !== undefined && { nonce }),
    at_hash: createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url"),
  };
}
