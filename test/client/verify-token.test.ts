import { createHmac, createPublicKey, type JsonWebKey } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { type Acr, reaches } from "../../client/src/acr.ts";
import { checkBearer } from "../../client/src/bearer.ts";
import { type VerifyOptions, verifyToken } from "../../client/src/verify-token.ts";
import { freePort } from "../support/free-port.ts";
import { startServer } from "../support/start-server.ts";
import { START, startTestService, type TestService } from "../support/service.ts";

let service: TestService;
let token: string;
let mine: VerifyOptions;
let count = 0;

/** Signs a user in, or has something else confirmed. */
async function tokenFor(purpose = "login"): Promise<string> {
  const challenge = await service.challenge(`anna${++count}@example.com`, { purpose });
  const { body } = await service.post("/otp/verify", challenge);
  return String(body.token);
}

beforeAll(async () => {
  service = await startTestService();
  token = await tokenFor();
  mine = { issuer: service.url, audience: "latchkey", clock: () => service.clock.now() };
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const decode = (part = "") =>
  JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;

describe("a token of the service", () => {
  it("says whose it is", async () => {
    const verified = await verifyToken(token, mine);
    expect(verified).toMatchObject({
      ok: true,
      claims: { iss: service.url, aud: "latchkey", purpose: "login", amr: ["otp"] },
    });
    const { subject } = (await service.get("/otp/session", { authorization: `Bearer ${token}` })).body;
    expect(verified.ok && verified.claims.sub).toBe(subject);
  });

  it("is checked without asking the service again", async () => {
    let asked = 0;
    const { fetch } = globalThis;
    globalThis.fetch = (...call) => {
      asked++;
      return fetch(...call);
    };
    try {
      await Promise.all([verifyToken(token, mine), verifyToken(token, mine)]);
    } finally {
      globalThis.fetch = fetch;
    }
    expect(asked).toBe(0);
  });

  it("is refused for another audience, and for another issuer", async () => {
    expect(await verifyToken(token, { ...mine, audience: "other" })).toEqual({
      ok: false,
      fault: "audience",
    });
    // The same service by another name: the keys are right, the name is not.
    const issuer = `${service.url}/`;
    expect(await verifyToken(token, { ...mine, issuer })).toEqual({ ok: false, fault: "issuer" });
  });

  it("is refused for another purpose, in both directions", async () => {
    const payment = await tokenFor("pay-bill");
    expect(await verifyToken(payment, mine)).toEqual({ ok: false, fault: "purpose" });
    expect(await verifyToken(payment, { ...mine, purpose: "pay-bill" })).toMatchObject({ ok: true });
    expect(await verifyToken(token, { ...mine, purpose: "pay-bill" })).toEqual({
      ok: false,
      fault: "purpose",
    });
  });

  it("is taken for what its user has reached, and for no more", async () => {
    expect(await verifyToken(token, { ...mine, acr: "latchkey:1" })).toMatchObject({ ok: true });
    for (const acr of ["latchkey:2", "phr", "made-up"] as Acr[]) {
      expect(await verifyToken(token, { ...mine, acr })).toEqual({ ok: false, fault: "acr" });
      const checked = await checkBearer(`Bearer ${token}`, { ...mine, acr }, {});
      expect(checked).toMatchObject({
        status: 401,
        headers: {
          "www-authenticate": `Bearer error="insufficient_user_authentication", acr_values="${acr}"`,
        },
      });
    }
    expect([
      reaches("phr", "latchkey:2"),
      reaches("latchkey:2", "phr"),
      reaches(undefined, "latchkey:1"),
    ]).toEqual([true, false, false]);
  });

  it("is refused once it has expired, to the second", async () => {
    const expiring = await tokenFor();
    service.clock.advance(899);
    expect(await verifyToken(expiring, mine)).toMatchObject({ ok: true });
    service.clock.advance(1);
    expect(await verifyToken(expiring, mine)).toEqual({ ok: false, fault: "expired" });
  });

  it("is never let pass while its keys are out of reach", async () => {
    const issuer = `http://127.0.0.1:${await freePort()}`;
    expect(await verifyToken(token, { ...mine, issuer })).toEqual({ ok: false, fault: "keys-unavailable" });
    // Here is a server, but no keys.
    const elsewhere = { ...mine, issuer: `${service.url}/otp` };
    expect(await verifyToken(token, elsewhere)).toEqual({ ok: false, fault: "keys-unavailable" });
  });
});

describe("a forged token", () => {
  it.each<[string, (header: string, claims: string, signature: string) => string | Promise<string>]>([
    [
      "a changed claim",
      (header, claims, signature) => `${header}.${encode({ ...decode(claims), sub: "eve" })}.${signature}`,
    ],
    ["no signature", (header, claims) => `${header}.${claims}.`],
    ["alg none", (header, claims) => `${encode({ ...decode(header), alg: "none" })}.${claims}.`],
    [
      "HS256 with the public key as the secret",
      async (header, claims) => {
        const { body } = await service.get("/.well-known/jwks.json");
        const [jwk] = body.keys as JsonWebKey[];
        const secret = createPublicKey({ key: jwk ?? {}, format: "jwk" }).export({
          type: "spki",
          format: "pem",
        });
        const signed = `${encode({ ...decode(header), alg: "HS256" })}.${claims}`;
        return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
      },
    ],
    [
      "a key of its own in the header",
      (header, claims, signature) =>
        `${encode({ ...decode(header), jwk: {}, kid: "eve" })}.${claims}.${signature}`,
    ],
    [
      "another type",
      (header, claims, signature) => `${encode({ ...decode(header), typ: "JWT" })}.${claims}.${signature}`,
    ],
    ["half of it", (header, claims) => `${header}.${claims}`],
    ["nothing", () => ""],
  ])("is refused: %s", async (_, forge) => {
    const fresh = await tokenFor();
    const [header = "", claims = "", signature = ""] = fresh.split(".");
    expect(await verifyToken(fresh, mine)).toMatchObject({ ok: true });
    expect(await verifyToken(await forge(header, claims, signature), mine)).toEqual({
      ok: false,
      fault: "invalid",
    });
  });

  it("is not taken for a session's own token", async () => {
    const { body } = await service.post("/otp/verify", await service.challenge("session@example.com"));
    expect(await verifyToken(String(body.sessionToken), mine)).toEqual({ ok: false, fault: "invalid" });
  });
});

describe("a token that the right key signed, but not as the service does", () => {
  /** An issuer of our own, whose published key does not say what it is for. */
  async function issuer() {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    const keys = JSON.stringify({ keys: [await exportJWK(publicKey)] });
    const { url } = await startServer("the issuer", (_, response) => void response.end(keys));
    const times = { iat: START, exp: START + 3600 };
    const claims = { iss: url, aud: "latchkey", sub: "anna", purpose: "login", ...times };
    const pss = { name: "RSA-PSS", hash: "SHA-256" };
    const bytes = await crypto.subtle.exportKey("pkcs8", privateKey);
    const otherKey = await crypto.subtle.importKey("pkcs8", bytes, pss, false, ["sign"]);
    const sign = ({ alg = "RS256", ...header }: { alg?: string }, change: Record<string, unknown>) => {
      const all = Object.entries<unknown>({ ...claims, ...change }).filter(
        ([, value]) => value !== undefined,
      );
      return new SignJWT(Object.fromEntries(all))
        .setProtectedHeader({ alg, typ: "at+jwt", ...header })
        .sign(alg === "RS256" ? privateKey : otherKey);
    };
    return { url, sign };
  }

  it.each([
    ["lives a second longer than any", { iat: START, exp: START + 3601 }],
    ["was made before it could have been", { iat: -START, exp: START + 60 }],
    ["is of the future, and lives short then", { iat: START + 86_400, exp: START + 90_000 }],
    ["is of the future by more than clocks are apart", { iat: START + 61, exp: START + 900 }],
    ["is of the far future", { iat: 1e15, exp: 1e15 + 60 }],
    ["was made at no number", { iat: String(START), exp: START + 60 }],
  ])("is refused where it %s: its key leaked", async (_, times) => {
    const { url, sign } = await issuer();
    const how = { issuer: url, audience: "latchkey", clock: () => START };
    expect(await verifyToken(await sign({}, times), how)).toEqual({ ok: false, fault: "invalid" });
  });

  it("is taken where the backend's clock is a minute behind, as long as it lives no longer", async () => {
    const { url, sign } = await issuer();
    const token = await sign({}, { iat: START + 60, exp: START + 3660 });
    expect(await verifyToken(token, { issuer: url, audience: "latchkey", clock: () => START })).toMatchObject(
      {
        ok: true,
      },
    );
    // Without a clock of its own it looks at the system's, which is not that of the tests.
    const now = Math.floor(Date.now() / 1000);
    const current = await sign({}, { iat: now, exp: now + 60 });
    expect(await verifyToken(current, { issuer: url, audience: "latchkey" })).toMatchObject({ ok: true });
  });

  it("is for the owner's own API where it says so", async () => {
    const { url, sign } = await issuer();
    const own = await sign({}, { client_id: "first-party" });
    expect(await verifyToken(own, { issuer: url, audience: "latchkey", clock: () => START })).toMatchObject({
      ok: true,
    });
  });

  it("is for the app that it was made for, and for no other backend", async () => {
    const { url, sign } = await issuer();
    const how = { issuer: url, audience: "latchkey", clock: () => START };
    const ofApp = await sign({}, { client_id: "portal", scope: "openid" });
    const fault = { ok: false, fault: "audience" };
    expect(await verifyToken(ofApp, how)).toEqual(fault);
    expect(await verifyToken(ofApp, { ...how, clientId: "other" })).toEqual(fault);
    expect(await verifyToken(ofApp, { ...how, clientId: "portal" })).toMatchObject({ ok: true });
    expect(await verifyToken(await sign({}, {}), { ...how, clientId: "portal" })).toEqual(fault);
  });

  it.each<[string, object, Record<string, unknown>]>([
    ["an ID token", { typ: "JWT" }, {}],
    ["without a type", { typ: undefined }, {}],
    ["by another algorithm", { alg: "PS256" }, {}],
    ["without an end", {}, { exp: undefined }],
    ["about no user", {}, { sub: undefined }],
    ["for no purpose", {}, { purpose: undefined }],
    ["for longer than the service ever makes one", {}, { exp: START + 3601 }],
  ])("is refused: %s", async (_, header, change) => {
    const { url, sign } = await issuer();
    const how = { issuer: url, audience: "latchkey", clock: () => START };
    expect(await verifyToken(await sign({}, {}), how)).toMatchObject({ ok: true });
    expect(await verifyToken(await sign(header, change), how)).toEqual({ ok: false, fault: "invalid" });
  });
});
