import { describe, expect, it } from "@jest/globals";
import { ALGORITHMS } from "../../functions/factors/passkeys/algorithms.ts";
import {
  checkAssertion,
  checkRegistration,
  claimedChallenge,
} from "../../functions/factors/passkeys/check-response.ts";
import { MAX_CREDENTIAL_ID_BYTES, passkeyId } from "../../functions/domain/passkey.ts";
import { type Algorithm, softPasskey, type Told } from "../support/authenticator.ts";

const ORIGIN = "https://auth.example.com";
const EXPECTED = { challenge: "Y2hhbGxlbmdl", rpId: "example.com", origins: [ORIGIN] };
const ASKED = { challenge: EXPECTED.challenge, rpId: EXPECTED.rpId };
const CREATION = {
  challenge: EXPECTED.challenge,
  rp: { id: EXPECTED.rpId, name: "Example" },
  user: { id: "dXNlcg", name: "anna", displayName: "" },
  pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key" as const, alg })),
};

const enrolled = async (algorithm: Algorithm = "ES256", idBytes = 32) => {
  const passkey = softPasskey({ origin: ORIGIN, algorithm, idBytes });
  const attested = await checkRegistration(passkey.create(CREATION), EXPECTED);
  if (!attested) throw new Error("it was refused");
  return { passkey, attested };
};

describe("a passkey that was made here", () => {
  it.each<Algorithm>(["ES256", "EdDSA", "RS256"])("signs with %s, and is believed", async (algorithm) => {
    const { passkey, attested } = await enrolled(algorithm);
    expect(attested).toMatchObject({ counter: 1, backedUp: true, transports: ["internal", "hybrid"] });
    expect(await checkAssertion(passkey.get(ASKED), attested, EXPECTED)).toEqual({
      counter: 2,
      backedUp: true,
    });
  });

  it("may have the longest of credential ids", async () => {
    const { passkey, attested } = await enrolled("ES256", MAX_CREDENTIAL_ID_BYTES);
    expect(attested.id).toBe(passkeyId(passkey.credentialId));
    expect(await checkAssertion(passkey.get(ASKED), attested, EXPECTED)).toMatchObject({ counter: 2 });
  });

  it.each<[string, Told]>([
    ["another origin", { origin: "https://evil.example" }],
    ["another host", { rpId: "evil.example" }],
    ["another challenge", { challenge: "b3RoZXI" }],
    ["a user who was not verified", { userVerified: false }],
    ["a frame of another site", { crossOrigin: true }],
  ])("is refused with %s", async (_, told) => {
    const { passkey, attested } = await enrolled();
    expect(await checkAssertion(passkey.get(ASKED, told), attested, EXPECTED)).toBe("signature");
    expect(
      await checkRegistration(softPasskey({ origin: ORIGIN }).create(CREATION, told), EXPECTED),
    ).toBeUndefined();
  });

  it("is refused when its count goes back or stands still, once its signature holds", async () => {
    const { passkey, attested } = await enrolled();
    const check = (counter: number, known: number) =>
      checkAssertion(passkey.get(ASKED, { counter }), { ...attested, counter: known }, EXPECTED);
    expect([await check(4, 5), await check(5, 5), await check(0, 5)]).toEqual([
      "counter",
      "counter",
      "counter",
    ]);
    expect(await check(6, 5)).toMatchObject({ counter: 6 });
    expect(await check(0, 0)).toMatchObject({ counter: 0 });
  });

  it("is refused with another's key, a changed signature, another id, or nonsense", async () => {
    const { passkey, attested } = await enrolled();
    const { attested: other } = await enrolled();
    const right = passkey.get(ASKED);
    const withResponse = (change: object) => ({ ...right, response: { ...right.response, ...change } });
    const asked = [
      checkAssertion(right, { ...attested, publicKey: other.publicKey }, EXPECTED),
      checkAssertion({ ...right, id: other.credentialId, rawId: other.credentialId }, attested, EXPECTED),
      checkAssertion(withResponse({ signature: other.publicKey }), attested, EXPECTED),
      checkAssertion(withResponse({ authenticatorData: "AA" }), attested, EXPECTED),
      checkAssertion(withResponse({ clientDataJSON: "!" }), attested, EXPECTED),
    ];
    expect(await Promise.all(asked)).toEqual(asked.map(() => "signature"));
  });

  it("is no assertion where it is a registration, and the other way round", async () => {
    const { passkey, attested } = await enrolled();
    const { clientDataJSON } = passkey.create(CREATION).response;
    const get = passkey.get(ASKED);
    const asked = { ...get, response: { ...get.response, clientDataJSON } };
    expect(await checkAssertion(asked, attested, EXPECTED)).toBe("signature");
  });

  it("says which challenge it claims to answer", () => {
    const { clientDataJSON } = softPasskey({ origin: ORIGIN }).get(ASKED).response;
    expect(claimedChallenge(clientDataJSON)).toBe(EXPECTED.challenge);
    for (const text of ["", "!", "bnVsbA", "W10", "eyJjaGFsbGVuZ2UiOjF9"])
      expect(claimedChallenge(text)).toBeUndefined();
  });
});
