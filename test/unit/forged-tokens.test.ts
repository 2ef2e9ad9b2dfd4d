import { createPublicKey } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { SignJWT } from "jose";
import { generateSigningKey } from "../../functions/keys/documents.ts";
import type { SigningKey } from "../../functions/keys/port.ts";
import { NOW } from "./builders.ts";
import { claims, forge, signerWith } from "./tokens.ts";

let [first, second] = [] as SigningKey[] as [SigningKey, SigningKey];
beforeAll(async () => {
  [first, second] = await Promise.all([generateSigningKey(), generateSigningKey()]);
});
const only = () => signerWith({ current: first, previous: [] });

describe("a token that is not ours", () => {
  it("is accepted when nothing is wrong with it, so that the refusals below mean something", async () => {
    expect(await only().verify(await forge(first), NOW)).toEqual(claims);
  });

  it.each<[string, object, object]>([
    ["another type", { typ: "JWT" }, {}],
    ["no type", { typ: undefined }, {}],
    ["another issuer", {}, { iss: "https://evil.example" }],
    ["no issuer", {}, { iss: undefined }],
    ["another audience", {}, { aud: "bank" }],
    ["no audience", {}, { aud: undefined }],
    ["no expiry", {}, { exp: undefined }],
    ["no subject", {}, { sub: undefined }],
    ["no time of issue", {}, { iat: undefined }],
    ["an expiry in the past", {}, { exp: NOW - 1 }],
    ["a start in the future", {}, { nbf: NOW + 60 }],
    ["an unknown key id", { kid: "unknown" }, {}],
  ])("is refused with %s", async (_, header, change) => {
    const token = await forge(first, header, { ...claims, ...change });
    expect(await only().verify(token, NOW)).toBeUndefined();
  });

  it("is refused when another key signed it under our key's id", async () => {
    expect(await only().verify(await forge({ ...second, kid: first.kid }), NOW)).toBeUndefined();
  });

  it("is refused without a signature", async () => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const body = encode(claims);
    for (const alg of ["none", "None", "RS256"])
      expect(
        await only().verify(`${encode({ alg, typ: "at+jwt", kid: first.kid })}.${body}.`, NOW),
      ).toBeUndefined();
  });

  it("is refused when our public key was used as an HMAC secret", async () => {
    const pem = createPublicKey({ key: { ...first }, format: "jwk" }).export({ type: "spki", format: "pem" });
    for (const secret of [String(pem), first.n, JSON.stringify((await only().publicKeys())[0])]) {
      const token = await new SignJWT({ ...claims, amr: ["otp"] })
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid: first.kid })
        .sign(Buffer.from(secret));
      expect(await only().verify(token, NOW)).toBeUndefined();
    }
  });

  it("is refused when one character of it was changed", async () => {
    const [header = "", body = "", signature = ""] = (await forge(first)).split(".");
    const change = (text: string) => `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
    for (const token of [
      [change(header), body, signature],
      [header, change(body), signature],
      [header, body, change(signature)],
    ])
      expect(await only().verify(token.join("."), NOW)).toBeUndefined();
  });

  it.each(["", "a.b", "a.b.c", "\u0000", "..", "a".repeat(5000)])(
    "is refused if it is no token: %j",
    async (text) => {
      expect(await only().verify(text, NOW)).toBeUndefined();
    },
  );
});
