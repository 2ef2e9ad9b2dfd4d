import { beforeAll, describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { generateSigningKey } from "../../functions/keys/documents.ts";
import type { Keys, SigningKey, SigningKeys } from "../../functions/keys/port.ts";
import { localKeySigner } from "../../functions/signing/local-key.ts";
import { NOW } from "./builders.ts";
import { claims, ISSUER, signerWith } from "./tokens.ts";

let [first, second, third] = [] as SigningKey[] as [SigningKey, SigningKey, SigningKey];
beforeAll(async () => {
  [first, second, third] = await Promise.all([
    generateSigningKey(),
    generateSigningKey(),
    generateSigningKey(),
  ]);
});
const only = () => signerWith({ current: first, previous: [] });
const signed = async (held: SigningKeys) => (await signerWith(held).prepare())(claims);

describe("a signed token", () => {
  it("verifies with any library against the published keys", async () => {
    const jwks = createLocalJWKSet({ keys: [...(await only().publicKeys())] });
    const { payload, protectedHeader } = await jwtVerify(
      await signed({ current: first, previous: [] }),
      jwks,
      {
        issuer: ISSUER,
        audience: "shop",
        typ: "at+jwt",
        algorithms: ["RS256"],
        currentDate: new Date(NOW * 1000),
      },
    );
    expect(payload).toEqual(claims);
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "at+jwt", kid: first.kid });
  });

  it("is accepted by its own signer until the second of its expiry", async () => {
    const token = await signed({ current: first, previous: [] });
    expect(await only().verify(token, NOW)).toEqual(claims);
    expect(await only().verify(token, NOW + 899)).toEqual(claims);
    expect(await only().verify(token, NOW + 900)).toBeUndefined();
  });
});

describe("the published keys", () => {
  it("are current, next and previous ones, without their private parts", async () => {
    const published = await signerWith({ next: second, current: first, previous: [third] }).publicKeys();
    expect(published.map(({ kid }) => kid)).toEqual([first.kid, second.kid, third.kid]);
    for (const key of published)
      expect(Object.keys(key).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });

  it("verify what a previous key signed, while the current one signs", async () => {
    const old = await signed({ current: first, previous: [] });
    const rotated: SigningKeys = { current: second, previous: [first] };
    expect(await signerWith(rotated).verify(old, NOW)).toEqual(claims);
    expect(decodeProtectedHeader(await signed(rotated)).kid).toBe(second.kid);
  });

  it("verify what another process signs with the next key already", async () => {
    const early = await signed({ current: second, previous: [first] });
    expect(await signerWith({ next: second, current: first, previous: [] }).verify(early, NOW)).toEqual(
      claims,
    );
  });

  it("no longer verify what a withdrawn key signed", async () => {
    const old = await signed({ current: first, previous: [] });
    expect(await signerWith({ current: second, previous: [third] }).verify(old, NOW)).toBeUndefined();
  });
});

describe("keys that cannot be had", () => {
  it("are a fault, before anything is approved and when a token is checked", async () => {
    const broken = { signing: () => Promise.reject(new Error("out of reach")) } as unknown as Keys;
    const signer = localKeySigner(
      broken,
      { issuer: ISSUER, audience: "shop" },
      { algorithm: "ES256", clock: () => NOW },
    );
    await expect(signer.prepare()).rejects.toThrow("out of reach");
    await expect(signer.verify("a.b.c", NOW)).rejects.toThrow("out of reach");
  });
});
