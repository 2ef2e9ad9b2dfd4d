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
import { sessionOfGrant } from "../../../functions/domain/grant.ts";
import { person, type Person } from "../../support/person.ts";
import type { Answer } from "../../support/ask.ts";
import { START, startTestService, type TestService } from "../../support/service.ts";

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
      acr: "latchkey:1",
      amr: ["otp"],
      iat: START,
      exp: START + 900,
      auth_time: START,
      at_hash: payload.at_hash,
    });
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: "RS256", typ: "JWT" });
    const access = await jwtVerify(String(answer.body.access_token), keys, {
      audience: service.url,
      currentDate,
    });
    expect(access.protectedHeader.typ).toBe("at+jwt");
    expect(access.payload).toMatchObject({ client_id: APP.id, scope: "openid email", sub: payload.sub });
  });

  it("may ask twice at once, as a page does that is drawn twice: it gets one answer, and nothing ends", async () => {
    const of = await code();
    const first = await exchange(of);
    service.clock.advance(9);
    expect(outcome(await exchange(of))).toEqual([400, "invalid_grant"]);
    expect((await userinfo(first.body.access_token)).status).toBe(200);
    expect((await user.open("/otp/session")).status).toBe(200);
  });

  it("cannot use it again later: what was given for it ends, and nothing else", async () => {
    const [of, others] = [await code(), await code()];
    const [first, other] = [await exchange(of), await exchange(others)];
    expect((await userinfo(first.body.access_token)).status).toBe(200);
    service.clock.advance(10);
    expect(outcome(await exchange(of))).toEqual([400, "invalid_grant"]);
    const after = await userinfo(first.body.access_token);
    expect(outcome(after)).toEqual([401, "invalid_token"]);
    expect(after.headers.get("www-authenticate")).toContain('error="invalid_token"');
    // Neither the person's session, nor what another app, or this one by another code, was given.
    expect((await user.open("/otp/session")).status).toBe(200);
    expect((await userinfo(other.body.access_token)).status).toBe(200);
    expect(JSON.stringify(service.observed)).toContain('{"outcome":"invalid-grant","replayed":true}');
  });

  it("ends nothing by showing a used code without its verifier", async () => {
    const of = await code();
    const first = await exchange(of);
    service.clock.advance(30);
    expect(outcome(await exchange(of, { code_verifier: pkce().verifier }))).toEqual([400, "invalid_grant"]);
    expect((await userinfo(first.body.access_token)).status).toBe(200);
  });

  it("gets tokens once, however many ask at the same time", async () => {
    const of = await code();
    const answers = await Promise.all(Array.from({ length: 50 }, () => exchange(of)));
    const outcomes = answers.map((answer) => outcome(answer).join(" ")).sort();
    expect(outcomes).toEqual(["200 tokens", ...Array<string>(49).fill("400 invalid_grant")]);
    const given = answers.find(({ status }) => status === 200);
    expect((await userinfo(given?.body.access_token)).status).toBe(200);
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

  it("leaves no grant behind where the session ends between the two calls of an exchange", async () => {
    let ends = 0;
    const racing = await startTestService(CLIENTS, {
      override: ({ storage, clock }) => ({
        storage: {
          ...storage,
          grants: {
            ...storage.grants,
            async give(...call) {
              const result = await storage.grants.give(...call);
              if (result.kind === "given" && ends++ === 0)
                await storage.challenges.end(sessionOfGrant(result.grant), clock());
              return result;
            },
          },
        },
      }),
    });
    const browser = person(racing);
    await browser.signIn();
    const { leaves } = await browser.open(authorizeAddress(challenge));
    const of = leaves?.searchParams.get("code") ?? "";
    expect(outcome(await racing.form("/otp/token", tokenFields(of, verifier)))).toEqual([
      400,
      "invalid_grant",
    ]);
    const items = (await racing.get("/_local/items")).text;
    expect([...items.matchAll(/"sk":"grant#[^}]*?"status":"(\w+)"/g)].map(([, status]) => status)).toEqual([
      "ended",
    ]);
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
    [400, "invalid_request", { grant_type: "refresh_token" }],
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

  it.each(["application/json", "text/plain"])("has to send a form, and no %s", async (type) => {
    const headers = { "content-type": type };
    const answer = await service.post("/otp/token", tokenFields(await code(), verifier), headers);
    expect(outcome(answer)).toEqual([type.endsWith("json") ? 400 : 415, "invalid_request"]);
  });

  it("reads in its own words that the service is out of order", async () => {
    let isBroken = false;
    const broken = await startTestService(CLIENTS, {
      override: ({ signer }) => ({
        signer: {
          ...signer,
          prepare: () => (isBroken ? Promise.reject(new Error("no key")) : signer.prepare()),
        },
      }),
    });
    const browser = person(broken);
    await browser.signIn();
    const { leaves } = await browser.open(authorizeAddress(challenge));
    isBroken = true;
    const answer = await broken.form(
      "/otp/token",
      tokenFields(leaves?.searchParams.get("code") ?? "", verifier),
    );
    expect(outcome(answer)).toEqual([500, "server_error"]);
    expect(answer.text).not.toContain("no key");
  });
});

describe("what the service leaves behind of a sign-in to an app", () => {
  it("is who and when, and neither code nor token", async () => {
    const of = await code();
    const { body } = await exchange(of);
    const items = JSON.stringify((await service.get("/_local/items")).body);
    const log = JSON.stringify(service.observed);
    expect(items).toContain('"sk":"grant#');
    for (const secret of [of, verifier, String(body.access_token), String(body.id_token)]) {
      expect(items).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
    expect(log).toContain('"event":"exchange-grant","fields":{"outcome":"exchanged","client":"app"');
  });
});
