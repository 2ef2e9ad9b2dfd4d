import { describe, expect, it } from "@jest/globals";
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeAttestationObject, parseAuthenticatorData } from "@simplewebauthn/server/helpers";
import { ALGORITHMS } from "../../functions/factors/passkeys/algorithms.ts";
import { checkAssertion, checkRegistration } from "../../functions/factors/passkeys/check-response.ts";
import VECTORS from "./webauthn-vectors.json" with { type: "json" };

/** Web Authentication Level 3, section "Test Vectors": their bytes, in base64url. */
const RP = { rpId: "example.org", origins: ["https://example.org"] };
type Vector = (typeof VECTORS)[number];

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, "base64url"));
const credentialOf = ({ credentialId: id }: Vector) =>
  ({ id, rawId: id, type: "public-key", clientExtensionResults: {} }) as const;

function registrationOf(vector: Vector): RegistrationResponseJSON {
  const { clientDataJSON, attestationObject } = vector.registration;
  return { ...credentialOf(vector), response: { clientDataJSON, attestationObject } };
}

function assertionOf(vector: Vector): AuthenticationResponseJSON {
  const { clientDataJSON, authenticatorData, signature } = vector.authentication;
  return { ...credentialOf(vector), response: { clientDataJSON, authenticatorData, signature } };
}

/** The key of a vector, read without any check. */
function publicKeyOf({ registration }: Vector) {
  const attestation = decodeAttestationObject(bytesOf(registration.attestationObject));
  const { credentialPublicKey } = parseAuthenticatorData(attestation.get("authData"));
  if (!credentialPublicKey) throw new Error("the vector has no key");
  return credentialPublicKey;
}

const checkedRegistration = (vector: Vector) =>
  checkRegistration(registrationOf(vector), { ...RP, challenge: vector.registration.challenge });
const checkedAssertion = (vector: Vector) =>
  checkAssertion(
    assertionOf(vector),
    {
      credentialId: vector.credentialId,
      publicKey: Buffer.from(publicKeyOf(vector)).toString("base64url"),
      counter: 0,
    },
    { ...RP, challenge: vector.authentication.challenge },
  );

const vector = (name: string) => {
  const found = VECTORS.find((one) => one.name === name);
  if (!found) throw new Error(`there is no vector ${name}`);
  return found;
};
const without = (...names: string[]) =>
  VECTORS.map(({ name }) => name).filter((name) => !names.includes(name));

/** User verified, by one of our algorithms, not in a frame, and attested in a way that needs no maker's certificates. */
const REGISTERED = ["packed-self-es256", "packed-es256", "packed-rs256"];
const ASSERTED = ["none-es256-long-credential-id", "packed-es256", "packed-es384", "tpm-es256"];

describe("a registration of the standard's test vectors", () => {
  it.each(REGISTERED)("is believed where our rules allow it: %s", async (name) => {
    const { credentialId } = vector(name);
    expect(await checkedRegistration(vector(name))).toMatchObject({
      ...{ credentialId, counter: 0, transports: [] },
      publicKey: Buffer.from(publicKeyOf(vector(name))).toString("base64url"),
    });
  });

  it.each(without(...REGISTERED))("is not believed where they do not: %s", async (name) => {
    expect(await checkedRegistration(vector(name))).toBeUndefined();
  });

  it.each([...REGISTERED, "none-es256", "none-es256-long-credential-id", "packed-eddsa"])(
    "is one of a key that we take, but for the verified user: %s",
    async (name) => {
      const { registration } = vector(name);
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: registrationOf(vector(name)),
        expectedChallenge: registration.challenge,
        expectedRPID: RP.rpId,
        expectedOrigin: RP.origins,
        supportedAlgorithmIDs: ALGORITHMS,
        requireUserVerification: false,
      });
      expect([verified, registrationInfo?.credential.id]).toEqual([true, vector(name).credentialId]);
    },
  );
});

describe("an assertion of the standard's test vectors", () => {
  it.each(ASSERTED)("is believed where our rules allow it: %s", async (name) => {
    expect(await checkedAssertion(vector(name))).toMatchObject({ counter: 0 });
  });

  it.each(without(...ASSERTED))("is not believed where they do not: %s", async (name) => {
    expect(await checkedAssertion(vector(name))).toBe("signature");
  });

  it.each(VECTORS.map(({ name }) => name))("has a signature that holds, and no other: %s", async (name) => {
    const { credentialId: id, authentication } = vector(name);
    const response = assertionOf(vector(name));
    const verify = (signature: string) =>
      verifyAuthenticationResponse({
        response: { ...response, response: { ...response.response, signature } },
        expectedChallenge: authentication.challenge,
        expectedRPID: RP.rpId,
        expectedOrigin: RP.origins,
        expectedTopOrigin: "https://example.com",
        credential: { id, publicKey: publicKeyOf(vector(name)), counter: 0 },
        requireUserVerification: false,
      });
    expect((await verify(authentication.signature)).verified).toBe(true);
    const other = Buffer.from(authentication.signature, "base64url");
    other.writeUInt8(other.readUInt8(other.length - 1) ^ 1, other.length - 1);
    expect((await verify(other.toString("base64url"))).verified).toBe(false);
  });

  it("is not believed with the key of another vector, nor for another challenge, host or origin", async () => {
    const name = "packed-es256";
    const { credentialId, authentication } = vector(name);
    const own = Buffer.from(publicKeyOf(vector(name))).toString("base64url");
    const other = Buffer.from(publicKeyOf(vector("none-es256"))).toString("base64url");
    const check = (publicKey: string, expected: object) =>
      checkAssertion(
        assertionOf(vector(name)),
        { credentialId, publicKey, counter: 0 },
        { ...RP, challenge: authentication.challenge, ...expected },
      );
    expect(await check(own, {})).toMatchObject({ counter: 0 });
    for (const [key, expected] of [
      [other, {}],
      [own, { challenge: vector("none-es256").authentication.challenge }],
      [own, { rpId: "example.com" }],
      [own, { origins: ["https://www.example.org"] }],
      [own, { origins: ["https://example.org:8443"] }],
    ] as const)
      expect(await check(key, expected)).toBe("signature");
  });
});
