/** No logout token is good for longer, in seconds: an app is told at once, or by another token. */
export const LOGOUT_TOKEN_SECONDS = 120;

/** The event that a logout token is about (OpenID Connect Back-Channel Logout 1.0, 2.4). */
const BACKCHANNEL_LOGOUT = "http://schemas.openid.net/event/backchannel-logout";

/** Which session of an app is over, and whose it was. */
export interface EndedSession {
  readonly clientId: string;
  /** As the app's ID token named the session. */
  readonly sid: string;
  readonly subject: string;
}

/** What a logout token says. It has no `nonce`, so that it can never pass for an ID token. */
export interface LogoutClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly sid: string;
  readonly events: { readonly [BACKCHANNEL_LOGOUT]: object };
}

/** The claims of a token that tells an app of one session's end. @param jti new at each try, since apps refuse one twice */
export function logoutClaims(
  { clientId, sid, subject }: EndedSession,
  { issuer, jti }: { readonly issuer: string; readonly jti: string },
  now: number,
): LogoutClaims {
  return {
    iss: issuer,
    sub: subject,
    aud: clientId,
    iat: now,
    exp: now + LOGOUT_TOKEN_SECONDS,
    jti,
    sid,
    events: { [BACKCHANNEL_LOGOUT]: {} },
  };
}
