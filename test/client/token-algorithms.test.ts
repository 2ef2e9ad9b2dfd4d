import { createHmac, type KeyObject } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { exportJWK, exportSPKI, generateKeyPair, type CryptoKey, SignJWT } from "jose";
import { type VerifyOptions, verifyToken } from "../../client/src/verify-token.ts";
import { START } from "../support/service.ts";
import { startServer } from "../support/start-server.ts";

interface Pair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

let rsa: Pair;
let p256: Pair;
let p384: Pair;
let url: string;
let how: VerifyOptions;

/** An issuer that publishes a key of each kind, as one does that changes from one algorithm to the other. */
beforeAll(async () => {
  const make = (alg: string) => generateKeyPair(alg, { extractable: true });
  [rsa, p256, p384] = [await make("RS256"), await make("ES256"), await make("ES384")];
  const published = [
    { ...(await exportJWK(rsa.publicKey)), kid: "rsa", alg: "RS256", use: "sig" },
    { ...(await exportJWK(p256.publicKey)), kid: "p256", alg: "ES256", use: "sig" },
    // Those of an issuer that says less of its keys.
    { ...(await exportJWK(rsa.publicKey)), kid: "rsa-alone" },
    { ...(await exportJWK(p256.publicKey)), kid: "p256-alone" },
    { ...(await exportJWK(p384.publicKey)), kid: "p384" },
  ];
  const keys = JSON.stringify({ keys: published });
  ({ url } = await startServer("the issuer", (_, response) => void response.end(keys)));
  how = { issuer: url, audience: "latchkey", clock: () => START };
});

const claims = () => ({
  ...{ iss: url, aud: "latchkey", sub: "anna", purpose: "login" },
  ...{ iat: START, exp: START + 3600 },
});

const signed = (alg: string, kid: string, key: CryptoKey | KeyObject | Uint8Array) =>
  new SignJWT(claims()).setProtectedHeader({ alg, typ: "at+jwt", kid }).sign(key);

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const INVALID = { ok: false, fault: "invalid" };

describe("a token of an issuer with keys of two kinds", () => {
  it.each(["rsa", "rsa-alone"])("is taken with RS256 where the key is of RSA: %s", async (kid) => {
    expect(await verifyToken(await signed("RS256", kid, rsa.privateKey), how)).toMatchObject({ ok: true });
  });

  it.each(["p256", "p256-alone"])("is taken with ES256 where the key is of P-256: %s", async (kid) => {
    expect(await verifyToken(await signed("ES256", kid, p256.privateKey), how)).toMatchObject({ ok: true });
  });

  it.each(["rsa", "rsa-alone"])("is refused where it names ES256 and a key of RSA: %s", async (kid) => {
    expect(await verifyToken(await signed("ES256", kid, p256.privateKey), how)).toEqual(INVALID);
  });

  it.each(["p256", "p256-alone"])("is refused where it names RS256 and a key of P-256: %s", async (kid) => {
    expect(await verifyToken(await signed("RS256", kid, rsa.privateKey), how)).toEqual(INVALID);
  });

  it("is refused with another curve, published as it may be", async () => {
    expect(await verifyToken(await signed("ES384", "p384", p384.privateKey), how)).toEqual(INVALID);
  });

  it.each(["p256", "p256-alone", "rsa"])(
    "is refused with HS256 and the public key as its secret: %s",
    async (kid) => {
      const secret = await exportSPKI(kid === "rsa" ? rsa.publicKey : p256.publicKey);
      const head = `${encode({ alg: "HS256", typ: "at+jwt", kid })}.${encode(claims())}`;
      const tag = createHmac("sha256", secret).update(head).digest("base64url");
      expect(await verifyToken(`${head}.${tag}`, how)).toEqual(INVALID);
    },
  );

  it("is refused without a signature", async () => {
    const head = `${encode({ alg: "none", typ: "at+jwt", kid: "p256" })}.${encode(claims())}`;
    expect(await verifyToken(`${head}.`, how)).toEqual(INVALID);
  });

  it("is refused with a signature of nothing but zeros", async () => {
    const [head, body] = (await signed("ES256", "p256", p256.privateKey)).split(".");
    const zeros = Buffer.alloc(64).toString("base64url");
    expect(await verifyToken(`${head}.${body}.${zeros}`, how)).toEqual(INVALID);
  });
});
