import { bearerToken } from "./bearer.ts";
import type { CookieJar } from "./cookies.ts";
import type { HttpRequest } from "./request.ts";

/** What a caller shows to prove its session: a session token or an access token. */
export interface Credential {
  readonly value: string;
  /** A browser sends cookies by itself, so a state change on one needs proof of who asked. */
  readonly fromCookie: boolean;
}

/** The `Authorization: Bearer` header, or else the session cookie. */
export function readCredential(cookies: CookieJar, request: HttpRequest): Credential | undefined {
  const bearer = bearerToken(request);
  if (bearer !== undefined) return { value: bearer, fromCookie: false };
  const cookie = cookies.read(request.header("cookie"), "session");
  return cookie === undefined ? undefined : { value: cookie, fromCookie: true };
}
