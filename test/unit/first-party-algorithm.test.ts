import { beforeAll, describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { generateSecret } from "../../functions/keys/documents.ts";
import { keyring } from "../../functions/keys/keyring.ts";
import type { SigningKeys } from "../../functions/keys/port.ts";
import { parseSettings } from "../../functions/settings/schema.ts";
import { NOW } from "./builders.ts";
import { claims, ISSUER, signerWith } from "./tokens.ts";

let held: SigningKeys;
beforeAll(async () => {
  const document = await generateSecret("signing", NOW);
  held = await keyring({ read: () => Promise.resolve(document) }, () => NOW).signing();
});
const late = (signsFrom: number): SigningKeys => ({ ...held, es256: { ...held.es256!, signsFrom } });
const fast = { algorithm: "ES256" } as const;
const headerOf = async (keys: SigningKeys, change: object = {}, how = {}) =>
  decodeProtectedHeader(
    await (
      await signerWith(keys, { ...fast, ...how }).prepare()
    )({ ...claims, ...change }),
  );

describe("a token of the owner's own API, where the owner wants ES256", () => {
  it("is signed with the second set, and checked by any library against the published keys", async () => {
    const signer = signerWith(held, fast);
    const token = await (await signer.prepare())(claims);
    const jwks = createLocalJWKSet({ keys: [...(await signer.publicKeys())] });
    const { payload, protectedHeader } = await jwtVerify(token, jwks, {
      ...{ issuer: ISSUER, audience: "shop", typ: "at+jwt", algorithms: ["ES256"] },
      currentDate: new Date(NOW * 1000),
    });
    expect(payload).toEqual(claims);
    expect(protectedHeader).toEqual({ alg: "ES256", typ: "at+jwt", kid: held.es256?.current.kid });
  });

  it("is believed by functions that sign with RS256, and theirs by this one", async () => {
    const [own, other] = [signerWith(held, fast), signerWith(held)];
    expect(await other.verify(await (await own.prepare())(claims), NOW)).toEqual(claims);
    expect(await own.verify(await (await other.prepare())(claims), NOW)).toEqual(claims);
  });

  it("is signed so too where it names its client as RFC 9068 wants", async () => {
    expect(await headerOf(held, { client_id: "first-party" })).toMatchObject({ alg: "ES256" });
  });

  it("is signed with RS256 while the secret has no second set", async () => {
    const { es256, ...rsa } = held;
    expect(es256).toBeDefined();
    expect(await headerOf(rsa)).toMatchObject({ alg: "RS256", kid: held.current.kid });
  });

  it("is signed with RS256 until the second set is known everywhere", async () => {
    expect(await headerOf(late(NOW + 1))).toMatchObject({ alg: "RS256" });
    expect(await headerOf(late(NOW))).toMatchObject({ alg: "ES256" });
  });
});

describe("all other tokens", () => {
  it("are signed with RS256: an app's access token, an ID token, a logout token", async () => {
    expect(await headerOf(held, { client_id: "app" })).toMatchObject({ alg: "RS256", typ: "at+jwt" });
    const sign = await signerWith(held, fast).prepare();
    const { iss, sub, iat, exp } = claims;
    const idToken = await sign({ ...claims, sid: "s", aud: "app", at_hash: "h" }, "JWT");
    const logoutToken = await sign(
      { iss, sub, aud: "app", iat, exp, jti: "j", sid: "s", events: {} } as never,
      "logout+jwt",
    );
    for (const [token, typ] of [
      [idToken, "JWT"],
      [logoutToken, "logout+jwt"],
    ] as const)
      expect(decodeProtectedHeader(token)).toEqual({ alg: "RS256", typ, kid: held.current.kid });
  });
});

describe("the setting session.algorithm", () => {
  it("is RS256 unless it says ES256, and is refused where KMS signs", () => {
    const said = (given: object) => {
      const read = parseSettings(given);
      return "faults" in read ? read.faults.join() : read.settings.session.algorithm;
    };
    expect(said({})).toBe("RS256");
    expect(said({ session: fast })).toBe("ES256");
    expect(said({ session: fast, signing: "kms" })).toContain("must be RS256 where signing is kms");
    expect(said({ session: fast, signingAlso: "kms" })).toBe("ES256");
    expect(said({ session: { algorithm: "HS256" } })).toContain("session.algorithm");
  });
});
