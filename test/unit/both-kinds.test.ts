import { createPrivateKey, sign } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { generateSecret, parseSecret, type SigningDocument } from "../../functions/keys/documents.ts";
import { keyring } from "../../functions/keys/keyring.ts";
import type { EllipticKey, SigningKey, SigningKeys } from "../../functions/keys/port.ts";
import { rotateSecret } from "../../functions/keys/rotate.ts";
import { NOW } from "./builders.ts";
import { claims, forge, signerWith } from "./tokens.ts";

let document: SigningDocument;
let held: SigningKeys;
beforeAll(async () => {
  const first = await generateSecret("signing", NOW - 86_400);
  const rotation = await rotateSecret("signing", first, { revoke: false, now: NOW });
  if (rotation.kind !== "rotated") throw new Error("the rotation was refused");
  document = parseSecret("signing", rotation.document);
  held = await keyring({ read: () => Promise.resolve(rotation.document) }, () => NOW).signing();
});
const all = (): (SigningKey | EllipticKey)[] =>
  [document, document.es256!].flatMap((set) => [set.current, set.next!, ...set.previous]);
const RSA = 3;

describe("the published keys of a secret with two sets", () => {
  it("are those of both, each with its one algorithm and no private part", async () => {
    const published = await signerWith(held).publicKeys();
    expect(published.map(({ kid }) => kid)).toEqual(all().map(({ kid }) => kid));
    const [rsa, ec] = [published.slice(0, RSA), published.slice(RSA)];
    for (const key of rsa) {
      expect(Object.keys(key).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
      expect(key.alg).toBe("RS256");
    }
    for (const key of ec) {
      expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
      expect(key.alg).toBe("ES256");
    }
  });
});

describe("a token of either set", () => {
  it.each([0, 1, 2, 3, 4, 5])("is believed from each of its keys: %i", async (index) => {
    expect(await signerWith(held).verify(await forge(all()[index]!), NOW)).toEqual(claims);
  });

  it("is refused once its set is lost", async () => {
    const token = await forge(document.es256!.current);
    const { es256, ...left } = held;
    expect(es256).toBeDefined();
    expect(await signerWith(left).verify(token, NOW)).toBeUndefined();
  });

  it("is believed only under the name of the key that signed it, and with that key's algorithm", async () => {
    const index = fc.integer({ min: 0, max: 5 });
    const alg = fc.constantFrom("RS256", "ES256", "PS256", "ES384", "HS256", "none", "EdDSA");
    await fc.assert(
      fc.asyncProperty(index, index, alg, async (by, under, claimed) => {
        const [key, named] = [all()[by]!, all()[under]!];
        const own = key.kty === "RSA" ? "RS256" : "ES256";
        // As an attacker who holds one key would: the signature is right for all that the header says of it.
        const [header, body] = [{ alg: claimed, typ: "at+jwt", kid: named.kid }, claims].map((part) =>
          Buffer.from(JSON.stringify(part)).toString("base64url"),
        );
        const input = `${header}.${body}`;
        const signature = sign("sha256", Buffer.from(input), {
          key: createPrivateKey({ key: { ...key }, format: "jwk" }),
          dsaEncoding: "ieee-p1363",
        });
        const token = `${input}.${signature.toString("base64url")}`;
        const believed = (await signerWith(held).verify(token, NOW)) !== undefined;
        expect(believed).toBe(claimed === own && by === under);
      }),
      { numRuns: 80 },
    );
  });
});
