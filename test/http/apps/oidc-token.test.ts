import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import {
  APP,
  authorizeAddress,
  basic,
  CLIENTS,
  CONFIDENTIAL,
  pkce,
  SECRET,
  tokenFields,
} from "../../support/app.ts";
import { person, type Person } from "../../support/person.ts";
import { type Answer, START, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let user: Person;
let serial = 0;
beforeAll(async () => {
  service = await startTestService(CLIENTS);
});
beforeEach(async () => {
  user = person(service);
  await user.signIn(`customer${++serial}@example.com`);
});

const { verifier, challenge } = pkce();

/** A fresh code of the user who is signed in. */
async function code(change: Record<string, string> = {}): Promise<string> {
  const { leaves } = await user.open(authorizeAddress(challenge, change));
  return leaves?.searchParams.get("code") ?? "";
}

const exchange = (of: string, change: Record<string, string | undefined> = {}, headers = {}) =>
  service.form("/otp/token", tokenFields(of, verifier, change), headers);

const userinfo = (token: unknown, headers = {}) =>
  service.get("/otp/userinfo", { authorization: `Bearer ${String(token)}`, ...headers });

const outcome = ({ status, body }: Answer) => [
  status,
  typeof body.error === "string" ? body.error : "tokens",
];

describe("an app with a code", () => {
  it("gets tokens that no cache may keep a copy of, and which say who, when and how", async () => {
    const answer = await exchange(await code({ nonce: "n1", scope: "openid email unknown" }));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.body).toMatchObject({ token_type: "Bearer", expires_in: 900, scope: "openid email" });
    const keys = createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`));
    const currentDate = new Date(service.clock.now() * 1000);
    const idToken = String(answer.body.id_token);
    const { payload } = await jwtVerify(idToken, keys, {
      issuer: service.url,
      audience: APP.id,
      currentDate,
    });
    expect(payload).toEqual({
      iss: service.url,
      aud: APP.id,
      sub: payload.sub,
      sid: payload.sid,
      nonce: "n1",
      amr: ["otp"],
      iat: START,
      exp: START + 900,
      auth_time: START,
      at_hash: payload.at_hash,
    });
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: "RS256", typ: "JWT" });
    const access = await jwtVerify(String(answer.body.access_token), keys, {
      audience: "latchkey",
      currentDate,
    });
    expect(access.protectedHeader.typ).toBe("at+jwt");
    expect(access.payload).toMatchObject({ client_id: APP.id, scope: "openid email", sub: payload.sub });
  });

  it("cannot use it twice; to try it ends the session that it told of", async () => {
    const of = await code();
    const first = await exchange(of);
    expect((await userinfo(first.body.access_token)).status).toBe(200);
    expect(outcome(await exchange(of))).toEqual([400, "invalid_grant"]);
    const after = await userinfo(first.body.access_token);
    expect(outcome(after)).toEqual([401, "invalid_token"]);
    expect(after.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect((await user.open("/otp/session")).status).toBe(401);
  });

  it("ends no session by showing a used code without its verifier", async () => {
    const of = await code();
    const first = await exchange(of);
    expect(outcome(await exchange(of, { code_verifier: pkce().verifier }))).toEqual([400, "invalid_grant"]);
    expect((await userinfo(first.body.access_token)).status).toBe(200);
  });

  it("gets tokens once, however many ask at the same time", async () => {
    const of = await code();
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(of)));
    const outcomes = answers.map((answer) => outcome(answer).join(" ")).sort();
    expect(outcomes).toEqual(["200 tokens", ...Array<string>(19).fill("400 invalid_grant")]);
  });

  it("gets nothing after a minute, nor after the session has ended", async () => {
    const late = await code();
    service.clock.advance(59);
    const [inTime, ended] = [await code(), await code()];
    service.clock.advance(1);
    expect(outcome(await exchange(late))).toEqual([400, "invalid_grant"]);
    expect(outcome(await exchange(inTime))).toEqual([200, "tokens"]);
    const cookie = `latchkey-session=${user.cookies.get("latchkey-session") ?? ""}`;
    await service.post("/otp/logout", {}, { cookie, "sec-fetch-site": "same-origin" });
    expect(outcome(await exchange(ended))).toEqual([400, "invalid_grant"]);
  });

  it.each<[number, string, Record<string, string | undefined>]>([
    [400, "invalid_grant", { code: "made-up" }],
    [400, "invalid_grant", { code_verifier: pkce().verifier }],
    [400, "invalid_grant", { code_verifier: "short" }],
    [400, "invalid_grant", { code_verifier: challenge }],
    [400, "invalid_grant", { redirect_uri: APP.redirectUris[1] }],
    [400, "invalid_request", { code: undefined }],
    [400, "invalid_request", { code_verifier: undefined }],
    [400, "invalid_request", { redirect_uri: undefined }],
    [400, "invalid_request", { grant_type: undefined }],
    [400, "unsupported_grant_type", { grant_type: "refresh_token" }],
    [400, "unsupported_grant_type", { grant_type: "password" }],
    [401, "invalid_client", { client_id: undefined }],
    [401, "invalid_client", { client_id: "another" }],
    [401, "invalid_client", { client_secret: SECRET }],
    [401, "invalid_client", { client_id: CONFIDENTIAL.id }],
    [401, "invalid_client", { client_id: CONFIDENTIAL.id, client_secret: "wrong" }],
    [401, "invalid_client", { client_id: CONFIDENTIAL.id, client_secret: "" }],
    // Known, but it is not the app's own code.
    [400, "invalid_grant", { client_id: CONFIDENTIAL.id, client_secret: SECRET }],
  ])("is refused with %i %s for %j, and may still do it right", async (status, error, change) => {
    const of = await code();
    const answer = await exchange(of, change);
    expect(outcome(answer)).toEqual([status, error]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    if (status === 401) expect(answer.headers.get("www-authenticate")).toBe('Basic realm="latchkey"');
    expect(outcome(await exchange(of))).toEqual([200, "tokens"]);
  });

  it.each<[number, string, Record<string, string>, Record<string, string | undefined>]>([
    [401, "invalid_client", basic(CONFIDENTIAL.id, "wrong"), { client_id: undefined }],
    [401, "invalid_client", { authorization: "Basic ?" }, { client_id: undefined }],
    [401, "invalid_client", { authorization: "Bearer x" }, { client_id: undefined }],
    [400, "invalid_request", basic(CONFIDENTIAL.id, SECRET), { client_secret: SECRET }],
    [400, "invalid_request", basic(CONFIDENTIAL.id, SECRET), { client_id: APP.id }],
  ])("is refused with %i %s when it says wrongly who it is", async (status, error, headers, change) => {
    expect(outcome(await exchange("made-up", change, headers))).toEqual([status, error]);
  });

  it("has to send a form", async () => {
    const answer = await service.post("/otp/token", tokenFields(await code(), verifier));
    expect(outcome(answer)).toEqual([400, "invalid_request"]);
  });

  it("reads in its own words that the service is out of order", async () => {
    const broken = await startTestService(CLIENTS, {
      override: ({ signer }) => ({
        signer: { ...signer, prepare: () => Promise.reject(new Error("no key")) },
      }),
    });
    const answer = await broken.form("/otp/token", tokenFields("made-up", verifier));
    expect(outcome(answer)).toEqual([500, "server_error"]);
    expect(answer.text).not.toContain("no key");
  });
});

describe("an app with an access token", () => {
  const tokens = async (scope: string) => (await exchange(await code({ scope }))).body;

  it("learns no address that it did not ask for", async () => {
    const { body } = await userinfo((await tokens("openid")).access_token);
    expect(Object.keys(body)).toEqual(["sub"]);
    const phone = await userinfo((await tokens("openid phone")).access_token);
    expect(Object.keys(phone.body)).toEqual(["sub"]);
    const email = await userinfo((await tokens("openid email")).access_token);
    expect(email.body).toMatchObject({ email: `customer${serial}@example.com`, email_verified: true });
  });

  it("may post its question", async () => {
    const { access_token: token } = await tokens("openid");
    const headers = { authorization: `Bearer ${String(token)}` };
    expect((await service.form("/otp/userinfo", {}, headers)).status).toBe(200);
  });

  it("is asked for a token without one, and refused with an ID token or a session token", async () => {
    const bare = await service.get("/otp/userinfo");
    expect([bare.status, bare.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="latchkey"']);
    const { id_token: idToken } = await tokens("openid");
    for (const token of [idToken, user.cookies.get("latchkey-session"), "a.b.c"])
      expect(outcome(await userinfo(token))).toEqual([401, "invalid_token"]);
    const session = await service.get("/otp/session", { authorization: `Bearer ${String(idToken)}` });
    expect(session.status).toBe(401);
  });

  it("is refused with a token that no app was given", async () => {
    const approved = await service.post("/otp/verify", await service.challenge(`api${serial}@example.com`));
    const answer = await userinfo(approved.body.token);
    expect(outcome(answer)).toEqual([403, "insufficient_scope"]);
    expect(answer.headers.get("www-authenticate")).toContain('scope="openid"');
  });

  it("opens nothing of the API's own: no session, and no sign-out", async () => {
    const { access_token: token } = await tokens("openid");
    const headers = { authorization: `Bearer ${String(token)}` };
    expect((await service.get("/otp/session", headers)).status).toBe(401);
    expect((await service.post("/otp/logout", { all: true }, headers)).status).toBe(204);
    expect((await userinfo(token)).status).toBe(200);
  });

  it("may be a script of the app's own origin, and of no other", async () => {
    const { access_token: token } = await tokens("openid");
    const own = { origin: "https://app.example" };
    for (const path of ["/otp/token", "/otp/userinfo"]) {
      const preflight = (headers: Record<string, string>) =>
        fetch(service.url + path, { method: "OPTIONS", headers });
      const allowed = await preflight(own);
      expect(allowed.headers.get("access-control-allow-origin")).toBe(own.origin);
      const foreign = await preflight({ origin: "https://evil.example" });
      expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect((await userinfo(token, own)).headers.get("access-control-allow-origin")).toBe(own.origin);
    // The rest of the API is for the origins of the settings alone.
    const session = await service.get("/otp/session", own);
    expect(session.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("what the service leaves behind of a sign-in to an app", () => {
  it("is who and when, and neither code nor token", async () => {
    const of = await code();
    const { body } = await exchange(of);
    const items = JSON.stringify((await service.get("/_local/items")).body);
    const log = JSON.stringify(service.observed);
    expect(items).toContain('"pk":"code#');
    for (const secret of [of, verifier, String(body.access_token), String(body.id_token)]) {
      expect(items).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
    expect(log).toContain('"event":"exchange-grant","fields":{"outcome":"exchanged","client":"app"');
  });
});
