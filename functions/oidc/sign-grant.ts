import { addressClaims } from "../domain/address-claims.ts";
import type { Random } from "../domain/ambient.ts";
import { acrOfGrant, type Grant, sessionOfGrant } from "../domain/grant.ts";
import { hideReference } from "../domain/hidden-reference.ts";
import { idTokenClaims } from "../domain/id-token.ts";
import { sessionId, type TokenClaims } from "../domain/session.ts";
import type { Key } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Sign } from "../signing/port.ts";
import type { Client } from "./authorization-request.ts";

interface SignGrantDependencies {
  readonly settings: Pick<Settings, "session">;
  readonly issuer: string;
  readonly random: Random;
}

/** What an app gets for a grant. */
export interface GrantTokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly expiresIn: number;
  readonly scope: string;
}

/** Signs the tokens of a grant. @param nonce of the client's request, for the first ID token alone (OpenID Connect Core, 12.2) */
export async function signGrant(
  { settings, issuer, random }: SignGrantDependencies,
  sign: Sign,
  cookieKey: Key,
  client: Client,
  grant: Grant,
  { scope, nonce }: { readonly scope: string; readonly nonce?: string | undefined },
  now: number,
): Promise<GrantTokens> {
  const exp = Math.min(now + settings.session.tokenSeconds, grant.expiresAt);
  const session = sessionOfGrant(grant);
  const claims: TokenClaims = {
    iss: issuer,
    sub: grant.subject,
    aud: grant.audience,
    jti: random(12).toString("base64url"),
    iat: now,
    exp,
    auth_time: grant.authTime,
    acr: acrOfGrant(grant),
    amr: grant.amr,
    purpose: grant.purpose,
    sid: sessionId(session),
    ref: hideReference(session, random, cookieKey.kid, cookieKey.key),
    client_id: grant.clientId,
    scope,
    gid: grant.id,
  };
  const accessToken = await sign(claims);
  const { iss, iat } = claims;
  const told = client.idTokenClaims ? addressClaims(grant, scope.split(" "), now) : {};
  const idToken = await sign(
    { ...idTokenClaims(grant, { iss, iat, exp, accessToken, nonce }), ...told },
    "JWT",
  );
  return { accessToken, idToken, expiresIn: exp - now, scope };
}
