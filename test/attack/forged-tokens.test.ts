import { describe, expect, it } from "@jest/globals";
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  EmbeddedJWK,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from "jose";
import { forgedTokens } from "../../attack/latchkey/cases/forgery.ts";

const ALGORITHMS = ["RS256", "ES256"] as const;

/** What a target publishes, and a token of it. */
async function target(alg: (typeof ALGORITHMS)[number]) {
  const pairs = await Promise.all(ALGORITHMS.map((one) => generateKeyPair(one, { extractable: true })));
  const keys = await Promise.all(
    pairs.map(async ({ publicKey }, at) => ({
      ...(await exportJWK(publicKey)),
      ...{ kid: `own-${ALGORITHMS[at]!}`, alg: ALGORITHMS[at]! },
    })),
  );
  const token = await new SignJWT({ sub: "someone" })
    .setProtectedHeader({ alg, kid: `own-${alg}` })
    .sign(pairs[ALGORITHMS.indexOf(alg)]!.privateKey);
  return { keys, token };
}

const headerOf = (token: string) => {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return {};
  }
};

describe.each(ALGORITHMS)("the tokens that are forged of one of %s", (alg) => {
  const other = alg === "RS256" ? "ES256" : "RS256";

  it("would be believed by who believes the key in the header, and by nobody who looks at the published ones", async () => {
    const { keys, token } = await target(alg);
    const forged = forgedTokens(token, keys);
    const published = createLocalJWKSet({ keys });
    await expect(jwtVerify(token, published)).resolves.toBeDefined();
    for (const one of forged) await expect(jwtVerify(one, published)).rejects.toBeDefined();
    const embedded = forged.filter((one) => "jwk" in headerOf(one));
    expect(embedded).toHaveLength(1);
    const { protectedHeader } = await jwtVerify(embedded[0]!, EmbeddedJWK);
    expect(protectedHeader.alg).toBe(alg);
  });

  it("have strangers' signatures of both kinds under both names, and one of zeros", async () => {
    const { keys, token } = await target(alg);
    const seen = forgedTokens(token, keys).map((one) => ({
      ...headerOf(one),
      bytes: Buffer.from(one.split(".")[2] ?? "", "base64url"),
    }));
    const bytesOf = { RS256: 256, ES256: 64 };
    for (const kid of ["own-RS256", "own-ES256"]) {
      const foreign = kid === "own-RS256" ? "ES256" : "RS256";
      expect(seen).toContainEqual(
        expect.objectContaining({
          kid,
          alg: foreign,
          bytes: expect.objectContaining({ length: bytesOf[foreign] }),
        }),
      );
    }
    const own = seen.filter(({ kid, alg: said }) => kid === `own-${alg}` && said === alg);
    expect(own.some(({ bytes }) => bytes.length === bytesOf[alg])).toBe(true);
    expect(own.some(({ bytes }) => bytes.length === bytesOf[other])).toBe(true);
    const zeros = expect.objectContaining({ kid: "own-ES256", alg: "ES256", bytes: Buffer.alloc(64) });
    expect(seen).toContainEqual(zeros);
  });
});
