import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import type { Answer } from "../../support/ask.ts";
import { ALL_CLIENTS, authorizeAddress, pkce, tokenFields } from "../../support/app.ts";
import { person, type Person } from "../../support/person.ts";
import { signInToStay } from "../../support/staying-app.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OF = { name: "App", redirectUris: ["https://app.example/callback"] };
/** Apps with a backend of their own, and with the owner's API as backend. */
const API_APP = { ...OF, id: "api-app", audience: "https://api.example", idTokenClaims: true };
const OWN_APP = { ...OF, id: "own-app", audience: "first-party" };

let service: TestService;
let user: Person;
let serial = 0;
beforeAll(async () => {
  service = await startTestService({ clients: [...ALL_CLIENTS.clients, API_APP, OWN_APP] });
});
beforeEach(async () => {
  user = person(service);
  await user.signIn(`customer${++serial}@example.com`);
});

const { verifier, challenge } = pkce();

const userinfo = (token: unknown, headers = {}) =>
  service.get("/otp/userinfo", { authorization: `Bearer ${String(token)}`, ...headers });

const outcome = ({ status, body }: Answer) => [
  status,
  typeof body.error === "string" ? body.error : "tokens",
];

/** The tokens of the user who is signed in. */
const tokens = async (scope: string, client_id = "app") => {
  const { leaves } = await user.open(authorizeAddress(challenge, { scope, client_id }));
  const of = leaves?.searchParams.get("code") ?? "";
  return (await service.form("/otp/token", tokenFields(of, verifier, { client_id }))).body;
};

describe("an app with an access token", () => {
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

  it("is refused with one that was made for less than a sign-in", async () => {
    const { refresh } = await signInToStay(service, `less${serial}@example.com`);
    const answer = await userinfo((await refresh(undefined, { scope: "email" })).body.access_token);
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

describe("an app's access token", () => {
  it.each([
    ["app", () => service.url],
    [API_APP.id, () => API_APP.audience],
    [OWN_APP.id, () => "latchkey"],
  ])("is for the app's own backend, or for this service alone: %s", async (id, audience) => {
    const { access_token: token } = await tokens("openid email", id);
    expect(decodeJwt(String(token))).toMatchObject({ aud: audience(), client_id: id });
    // It tells who signed in, and opens nothing else here, whatever its audience.
    expect((await userinfo(token)).body).toHaveProperty("email", `customer${serial}@example.com`);
    const session = await service.get("/otp/session", { authorization: `Bearer ${String(token)}` });
    expect(session.status).toBe(401);
  });

  it("comes with an ID token that tells the address, where the app looks for it there", async () => {
    const told = async (scope: string, id?: string) => {
      const { email, email_verified, phone_number } = decodeJwt(String((await tokens(scope, id)).id_token));
      return [email, email_verified, phone_number];
    };
    const address = `customer${serial}@example.com`;
    expect(await told("openid email phone", API_APP.id)).toEqual([address, true, undefined]);
    expect(await told("openid phone", API_APP.id)).toEqual([undefined, undefined, undefined]);
    expect(await told("openid email")).toEqual([undefined, undefined, undefined]);
  });
});

describe("a backend with a token of the owner's own API", () => {
  it.each(["api@example.com", "+14155550171"])("learns the proven address: %s", async (recipient) => {
    const { body } = await service.post("/otp/verify", await service.challenge(recipient));
    const proven = recipient.includes("@")
      ? { email: recipient, email_verified: true }
      : { phone_number: recipient, phone_number_verified: true };
    expect((await userinfo(body.token)).body).toEqual({ sub: body.subject, ...proven });
    await service.post("/otp/logout", {}, { authorization: `Bearer ${String(body.token)}` });
    expect(outcome(await userinfo(body.token))).toEqual([401, "invalid_token"]);
  });

  it("learns nothing by one that confirmed something else", async () => {
    const challenge = await service.challenge("pays@example.com", { purpose: "payment" });
    const { body } = await service.post("/otp/verify", challenge);
    expect(outcome(await userinfo(body.token))).toEqual([401, "invalid_token"]);
  });

  it("reads that no app was in between, where the owner wants it said, and may use it as before", async () => {
    const named = await startTestService({ session: { namesFirstParty: true } });
    const { body } = await named.post("/otp/verify", await named.challenge());
    expect(decodeJwt(String(body.token))).toMatchObject({ client_id: "first-party", aud: "latchkey" });
    const headers = { authorization: `Bearer ${String(body.token)}` };
    for (const path of ["/otp/session", "/otp/userinfo"])
      expect((await named.get(path, headers)).status).toBe(200);
    const renewed = await named.get("/otp/session", { authorization: `Bearer ${String(body.sessionToken)}` });
    expect(decodeJwt(String(renewed.body.token))).toMatchObject({ client_id: "first-party" });
  });
});
