import { constants, createPublicKey, generateKeyPairSync, type KeyObject, privateEncrypt } from "node:crypto";
import { KMSClient } from "@aws-sdk/client-kms";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { kmsSigner } from "../../functions/signing/kms.ts";
import { closeLater } from "../support/close-later.ts";
import { type AwsEndpoint, jsonResult, startAwsEndpoint, type WireRequest } from "./aws-endpoint.ts";
import { NOW } from "./builders.ts";
import { claims, ISSUER } from "./tokens.ts";

const KIDS = ["11111111-aaaa", "22222222-bbbb"] as const;
const arn = (kid: string) => `arn:aws:kms:eu-central-1:111122223333:key/${kid}`;
const [FIRST, SECOND] = [arn(KIDS[0]), arn(KIDS[1])];
/** The first bytes of a PKCS #1 v1.5 signature's content, which say that a SHA-256 digest follows (RFC 8017, 9.2). */
const SHA_256 = Buffer.from("3031300d060960864801650304020105000420", "hex");

let aws: AwsEndpoint;
let client: KMSClient;
const keys = new Map<string, KeyObject>();
let down = false;

beforeAll(async () => {
  for (const id of [FIRST, SECOND])
    keys.set(id, generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
  aws = await startAwsEndpoint();
  client = new KMSClient(aws.client);
  closeLater("the client of KMS", () => client.destroy());
  aws.answer = answer;
});
beforeEach(() => {
  aws.requests.length = 0;
  down = false;
});

/** KMS with real keys: it signs the digest that it is given, and never sees what was hashed. */
function answer({ target, body }: WireRequest) {
  const input = JSON.parse(body) as Record<string, string>;
  const key = keys.get(input.KeyId ?? "");
  if (down || !key) return jsonResult({ __type: "KMSInternalException" }, 500);
  if (target === "TrentService.GetPublicKey") {
    const der = createPublicKey(key).export({ format: "der", type: "spki" });
    return jsonResult({ KeyId: input.KeyId, PublicKey: der.toString("base64") });
  }
  const digest = Buffer.from(input.Message ?? "", "base64");
  if (target !== "TrentService.Sign" || input.MessageType !== "DIGEST" || digest.length !== 32)
    return jsonResult({ __type: "ValidationException" }, 400);
  const signature = privateEncrypt(
    { key, padding: constants.RSA_PKCS1_PADDING },
    Buffer.concat([SHA_256, digest]),
  );
  return jsonResult({ KeyId: input.KeyId, Signature: signature.toString("base64") });
}

const signer = (...ids: string[]) => kmsSigner(client, ids, { issuer: ISSUER, audience: "shop" });
const signed = async (...ids: string[]) => (await signer(...ids).prepare())(claims);

const calls = () =>
  aws.requests.map(({ target, body }) => [target, (JSON.parse(body) as { KeyId: string }).KeyId]);

describe("a token that KMS signed", () => {
  it("verifies with any library against the published keys", async () => {
    const jwks = createLocalJWKSet({ keys: [...(await signer(FIRST, SECOND).publicKeys())] });
    const { payload, protectedHeader } = await jwtVerify(await signed(FIRST, SECOND), jwks, {
      issuer: ISSUER,
      audience: "shop",
      typ: "at+jwt",
      algorithms: ["RS256"],
      currentDate: new Date(NOW * 1000),
    });
    expect(payload).toEqual(claims);
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "at+jwt", kid: KIDS[0] });
  });

  it("says that it is an ID token where it is one, which is then no access token", async () => {
    const own = signer(FIRST);
    const idClaims = { ...claims, sid: "s", at_hash: "h" };
    const token = await (await own.prepare())(idClaims, "JWT");
    const jwks = createLocalJWKSet({ keys: [...(await own.publicKeys())] });
    const currentDate = new Date(NOW * 1000);
    const { payload, protectedHeader } = await jwtVerify(token, jwks, { currentDate });
    expect([payload, protectedHeader.typ]).toEqual([idClaims, "JWT"]);
    expect(await own.verify(token, NOW)).toBeUndefined();
  });

  it("is accepted by its own signer until the second of its expiry, and altered not at all", async () => {
    const [token, own] = [await signed(FIRST), signer(FIRST)];
    expect(await own.verify(token, NOW + 899)).toEqual(claims);
    expect(await own.verify(token, NOW + 900)).toBeUndefined();
    expect(await own.verify(token.replace(/.{4}$/, "AAAA"), NOW)).toBeUndefined();
  });

  it("was signed as a digest, with PKCS #1 v1.5 and SHA-256", async () => {
    await signed(FIRST);
    const request = aws.requests.find(({ target }) => target === "TrentService.Sign");
    expect(JSON.parse(request?.body ?? "{}")).toEqual({
      KeyId: FIRST,
      Message: expect.stringMatching(/^[\w+/]{43}=$/),
      MessageType: "DIGEST",
      SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256",
    });
  });
});

describe("the published keys of KMS", () => {
  it("are all of them, without anything private, and are read once", async () => {
    const own = signer(FIRST, SECOND);
    const [published] = await Promise.all([own.publicKeys(), own.publicKeys(), own.publicKeys()]);
    await own.verify(await signed(SECOND), NOW);
    expect(published.map(({ kid }) => kid)).toEqual(KIDS);
    for (const key of published)
      expect(Object.keys(key).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
    expect(
      calls().filter(([target, id]) => target === "TrentService.GetPublicKey" && id === FIRST),
    ).toHaveLength(1);
  });

  it("check what each of them signed, whichever signs now", async () => {
    const [before, after] = [await signed(FIRST, SECOND), await signed(SECOND, FIRST)];
    expect(decodeProtectedHeader(after).kid).toBe(KIDS[1]);
    for (const order of [
      [FIRST, SECOND],
      [SECOND, FIRST],
    ] as const)
      for (const token of [before, after]) expect(await signer(...order).verify(token, NOW)).toEqual(claims);
    expect(await signer(SECOND).verify(before, NOW)).toBeUndefined();
  });
});

describe("KMS out of reach", () => {
  it("is a fault before anything is approved, and is asked again by the next caller", async () => {
    const own = signer(FIRST);
    down = true;
    await expect(own.prepare()).rejects.toMatchObject({ code: "secrets-unavailable" });
    await expect(own.verify("a.b.c", NOW)).rejects.toMatchObject({ code: "secrets-unavailable" });
    down = false;
    expect(await own.verify(await (await own.prepare())(claims), NOW)).toEqual(claims);
  });

  it("is a fault when it fails at the signature", async () => {
    const sign = await signer(FIRST).prepare();
    down = true;
    await expect(sign(claims)).rejects.toMatchObject({ code: "secrets-unavailable" });
  });
});
