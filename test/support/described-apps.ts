import { APP, authorizeAddress, basic, CALLBACK, CONFIDENTIAL, pkce, SECRET, STAYING } from "./app.ts";
import { browserOf, type DescribedService } from "./described-service.ts";
import { signInToStay } from "./staying-app.ts";
import type { Answer } from "./ask.ts";
import type { TestService } from "./service.ts";

const { verifier, challenge } = pkce();
const ASK = authorizeAddress(challenge);
const LARGE = "x".repeat(17_000);
const BYE = { client_id: APP.id, post_logout_redirect_uri: APP.postLogoutRedirectUris[0] ?? "" };
const QUESTIONS = ["/otp/authorize", "/otp/end-session"];
/** Where libraries ask. */
const CALLS = ["/otp/token", "/otp/userinfo", "/otp/revoke", "/otp/introspect"];

const fieldsOf = (address: string) => Object.fromEntries(new URL(address, "http://app").searchParams);

const goodbye = (change: Record<string, string> = {}) =>
  `/otp/end-session?${new URLSearchParams({ ...BYE, ...change }).toString()}`;

const bearer = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });

/** A browser that a user has signed in with, and what an app needs of it. */
async function signedIn(service: TestService) {
  const browser = browserOf(service);
  const { code } = await browser.ask();
  await browser.form("/otp/verify", { code });
  return {
    browser,
    exchange: async (change: Record<string, string> = {}, headers = {}): Promise<Answer> => {
      const { headers: told } = await browser.get(
        authorizeAddress(challenge, { scope: "openid email phone" }),
      );
      const shown = new URL(told.get("location") ?? "").searchParams.get("code") ?? "";
      const fields = { grant_type: "authorization_code", code: shown, redirect_uri: CALLBACK };
      const all = { ...fields, code_verifier: verifier, client_id: APP.id, ...change };
      return service.form("/otp/token", all, headers);
    },
  };
}

/** An app that does everything right: it asks who is there, exchanges its code, and has the person sign out. */
export async function walkAsApp(service: TestService): Promise<void> {
  const anew = browserOf(service);
  await anew.get(ASK);
  const { code } = await anew.ask();
  await anew.form("/otp/verify", { code });
  await anew.get("/otp/authorize");
  await anew.get("/otp/authorize");

  const { browser, exchange } = await signedIn(service);
  await service.form("/otp/authorize", fieldsOf(ASK));
  const short = { client: APP.id, return_to: CALLBACK, state: "s2", code_challenge: challenge };
  await browser.get(`/otp/request?${new URLSearchParams(short).toString()}`);
  const { body } = await exchange();
  await service.get("/otp/userinfo", bearer(body.access_token));
  await service.form("/otp/userinfo", {}, bearer(body.access_token));
  const stays = await signInToStay(service, "stays@example.com");
  await stays.refresh();
  const about = { token: String(stays.first.body.access_token) };
  await service.form("/otp/introspect", about, basic(CONFIDENTIAL.id, SECRET));
  await service.form("/otp/revoke", { ...about, client_id: STAYING.id });
  await service.get("/.well-known/oauth-authorization-server");
  await service.get("/.well-known/apple-app-site-association");
  await service.get("/.well-known/latchkey-attack");
  const hinted = goodbye({ id_token_hint: String(body.id_token), state: "s3" });
  await service.form("/otp/end-session", fieldsOf(hinted));
  await browser.get(hinted);
  await browser.get(goodbye({ locale: "de" }));
  await browser.form("/otp/logout", { back: new URLSearchParams(BYE).toString() });
  await browser.get(goodbye());
  await browser.get("/otp/end-session");
}

/** An app that does everything wrong. */
export async function walkAsWrongApp(service: TestService): Promise<void> {
  const { browser, exchange } = await signedIn(service);
  for (const address of [
    authorizeAddress(challenge, { client_id: "another" }),
    goodbye({ client_id: "another" }),
  ]) {
    await browser.get(address);
    await service.get(address);
  }
  await browser.get(authorizeAddress(challenge, { scope: "email" }));
  for (const path of [...QUESTIONS, ...CALLS]) {
    await service.post(path, "{");
    await service.post(path, LARGE);
    await service.post(path, "x", { "content-type": "text/plain" });
    await service.form(path, { large: LARGE });
  }
  await exchange({ code_verifier: "short" });
  await exchange({ grant_type: "password" });
  await exchange({ client_secret: SECRET });
  await service.post("/otp/token", {});
  for (const path of ["/otp/revoke", "/otp/introspect"])
    for (const client_id of [APP.id, "another"]) await service.form(path, { client_id, token: "x" });
  const stays = await signInToStay(service, "less@example.com");
  await stays.refresh("made-up");
  await stays.refresh(undefined, { client_id: APP.id });
  await stays.refresh(undefined, { scope: "everything" });
  const { body } = await stays.refresh(undefined, { scope: "email" });
  for (const headers of [{}, bearer("a.b.c"), bearer(body.access_token)]) {
    await service.get("/otp/userinfo", headers);
    await service.form("/otp/userinfo", {}, headers);
  }
}

/** An app while nothing works. */
export async function walkAsAppInVain({ service, failing }: DescribedService): Promise<void> {
  const { browser, exchange } = await signedIn(service);
  const { body } = await exchange();
  const stays = await signInToStay(service, "vain@example.com");
  const cookie = `latchkey-session=${browser.held("session")}`;
  for (const how of ["fault", "outage"] as const)
    await failing(how, async () => {
      for (const accept of ["text/html", "application/json"])
        for (const address of [ASK, goodbye()]) await service.get(address, { accept, cookie });
      await stays.refresh();
      await service.get("/otp/userinfo", bearer(body.access_token));
      await service.form("/otp/userinfo", {}, bearer(body.access_token));
      const about = { token: String(body.access_token) };
      await service.form("/otp/revoke", { ...about, client_id: APP.id });
      await service.form("/otp/introspect", about, basic(CONFIDENTIAL.id, SECRET));
    });
}
