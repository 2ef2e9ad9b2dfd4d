import type { Answer } from "./ask.ts";
import { authorizeAddress, basic, pkce, SECRET, STAYING, STAYING_BACKEND, tokenFields } from "./app.ts";
import { person, type Person } from "./person.ts";
import type { TestService } from "./service.ts";

/** Tokens that an app holds, and what it does with them. */
export interface StayingApp {
  readonly user: Person;
  readonly first: Answer;
  /** Shows a refresh token; the first one where none is named. */
  refresh(token?: unknown, change?: Record<string, string>): Promise<Answer>;
  userinfo(token: unknown): Promise<Answer>;
}

const { verifier, challenge } = pkce();

/** A user who has signed in to an app that gets refresh tokens. @param browser one where the user is signed in */
export async function signInToStay(
  service: TestService,
  recipient: string,
  { scope = "openid email", secret = false, browser = undefined as Person | undefined } = {},
): Promise<StayingApp> {
  const user = browser ?? person(service);
  if (!browser) await user.signIn(recipient);
  const client = secret ? STAYING_BACKEND : STAYING;
  const where = { client_id: client.id, redirect_uri: client.redirectUris[0] ?? "" };
  const { leaves } = await user.open(authorizeAddress(challenge, { ...where, scope }));
  const code = leaves?.searchParams.get("code") ?? "";
  const headers = secret ? basic(client.id, SECRET) : {};
  const first = await service.form("/otp/token", tokenFields(code, verifier, where), headers);
  return {
    user,
    first,
    refresh: (token = first.body.refresh_token, change = {}) =>
      service.form(
        "/otp/token",
        {
          grant_type: "refresh_token",
          refresh_token: String(token),
          client_id: client.id,
          ...change,
        },
        headers,
      ),
    userinfo: (token) => service.get("/otp/userinfo", { authorization: `Bearer ${String(token)}` }),
  };
}
