import { beforeAll, describe, expect, it } from "@jest/globals";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import type { VerifyingKey } from "../../functions/keys/port.ts";
import { hintReader } from "../../functions/signing/read-hint.ts";

const ISSUER = "https://id.example";
const CLAIMS = { iss: ISSUER, sub: "anna", aud: "app" };

let sign: (claims: JWTPayload, header?: object) => Promise<string>;
let publicKey: VerifyingKey;
const asked: string[] = [];
const hints = hintReader((kid) => {
  asked.push(kid);
  return Promise.resolve(kid === "known" ? publicKey : undefined);
}, ISSUER);

beforeAll(async () => {
  const pair = await generateKeyPair("RS256", { extractable: true });
  publicKey = { kid: "known", ...(await exportJWK(pair.publicKey)) } as VerifyingKey;
  sign = (claims, header = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: "known", ...header })
      .sign(pair.privateKey);
});

describe("a hint that one of our keys signed", () => {
  it("counts, whenever it has expired", async () => {
    expect(await hints.read(await sign({ ...CLAIMS, exp: 1 }))).toEqual({ sub: "anna", aud: "app" });
  });

  it.each<[string, JWTPayload, object]>([
    ["of another issuer", { ...CLAIMS, iss: "https://other.example" }, {}],
    ["that is an access token", CLAIMS, { typ: "at+jwt" }],
    ["that is a logout token", CLAIMS, { typ: "logout+jwt" }],
    ["of several audiences", { ...CLAIMS, aud: ["app", "other"] }, {}],
    ["of nobody", { iss: ISSUER, aud: "app" }, {}],
    ["by a key that has gone", CLAIMS, { kid: "gone" }],
    ["by a key without a name", CLAIMS, { kid: undefined }],
  ])("does not: %s", async (_, claims, header) => {
    expect(await hints.read(await sign(claims, header))).toBeUndefined();
  });

  it("does not where it is longer than any of ours, and no key is looked for", async () => {
    const long = await sign({ ...CLAIMS, padding: "p".repeat(8000) });
    asked.splice(0);
    expect([await hints.read(long), asked]).toEqual([undefined, []]);
  });
});
