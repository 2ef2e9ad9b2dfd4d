import assert from "node:assert/strict";
import { APP, authorizeAddress, CALLBACK, pkce } from "../support/app.ts";
import type { Answer, CallEvent, HandlerOfRoute } from "./played-life.ts";

type Call = (handler: HandlerOfRoute, event?: CallEvent) => Promise<Answer>;

const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** An app sends a browser, gets a code, exchanges it, asks who has signed in, and sends the browser to sign out. */
export async function useApp(call: Call, sessionToken: string): Promise<void> {
  const { verifier, challenge } = pkce();
  const query = new URL(authorizeAddress(challenge), "https://otp.example").searchParams;
  const ask = (cookie: string) =>
    call("authorize", { headers: { cookie }, queryStringParameters: Object.fromEntries(query) });
  // Who has to sign in first is shown the page at once.
  assert.equal((await ask("")).status, 200);
  const cookie = `__Host-session=${sessionToken}`;
  const code = new URL((await ask(cookie)).location).searchParams.get("code") ?? "";
  const fields = { grant_type: "authorization_code", client_id: APP.id, redirect_uri: CALLBACK };
  const body = new URLSearchParams({ ...fields, code, code_verifier: verifier }).toString();
  const exchanged = await call("exchange-grant", { headers: FORM, body });
  assert.equal(exchanged.status, 200, exchanged.text);

  const headers = { authorization: `Bearer ${exchanged.body.access_token ?? ""}` };
  assert.equal((await call("read-user", { headers })).status, 200);
  const token = exchanged.body.access_token ?? "";
  const about = new URLSearchParams({ client_id: APP.id, token }).toString();
  // Only an app with a secret may ask.
  assert.equal((await call("introspect-token", { headers: FORM, body: about })).status, 401);
  assert.equal((await call("revoke-grant", { headers: FORM, body: about })).status, 200);
  // The public keys are read for a hint alone.
  const queryStringParameters = {
    client_id: APP.id,
    id_token_hint: exchanged.body.id_token ?? "",
    post_logout_redirect_uri: APP.postLogoutRedirectUris[0] ?? "",
  };
  const leave = await call("show-end-session", { headers: { cookie }, queryStringParameters });
  assert.match(leave.text, /Sign out\?/);
}
