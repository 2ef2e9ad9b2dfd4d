import { describe, expect, it } from "@jest/globals";
import { passkeyFaults, passkeyParty } from "../../functions/settings/passkey-party.ts";
import { parseSettings } from "../../functions/settings/schema.ts";

const faultsOf = (passkeys: unknown) => {
  const parsed = parseSettings({ factors: { passkeys } });
  return "faults" in parsed ? parsed.faults : [];
};
const OWN = "https://auth.example.com";
const AWS = "https://abc123.execute-api.eu-central-1.amazonaws.com/prod";

describe("the settings of passkeys", () => {
  it("are off where nothing is said", () => {
    const parsed = parseSettings({});
    expect("settings" in parsed && parsed.settings.factors.passkeys).toBe("off");
  });

  it.each<[string, unknown]>([
    ["on", "on"],
    ["a host of its own", { rpId: "example.com" }],
    ["the laptop's host", { rpId: "localhost" }],
    [
      "other origins",
      { origins: ["https://app.example.com", "https://app.example.com:8443", "http://localhost:4000"] },
    ],
    ["an app of Android", { origins: [`android:apk-key-hash:${"a".repeat(43)}`] }],
  ])("take %s", (_, passkeys) => {
    expect(faultsOf(passkeys)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["a word that means nothing", "maybe"],
    ["true", true],
    ["an address in the place of a host", { rpId: "https://example.com" }],
    ["a host with a port", { rpId: "example.com:443" }],
    ["a host of one word, as browsers do", { rpId: "com" }],
    ["a bare address", { rpId: "192.0.2.1" }],
    ["an origin with a path", { origins: ["https://app.example.com/"] }],
    ["plain HTTP beyond this machine", { origins: ["http://app.example.com"] }],
    ["a hash of another length", { origins: ["android:apk-key-hash:abc"] }],
    ["a setting that is not there", { rpID: "example.com" }],
  ])("refuse %s, and say what there could be", (_, passkeys) => {
    const [fault = ""] = faultsOf(passkeys);
    expect(fault).toMatch(/^factors\.passkeys/);
    expect(fault).toMatch(/must be|leave it out/);
  });
});

describe("the party that passkeys are for", () => {
  it("is the service's host, where the owner names none", () => {
    const party = { rpId: "auth.example.com", ownOrigin: OWN, origins: [OWN] };
    expect(passkeyParty("on", `${OWN}/login`)).toEqual(party);
    expect(passkeyParty("off", OWN)).toBeUndefined();
  });

  it("is none on the address that AWS makes up, unless the owner names it", () => {
    expect(passkeyParty("on", AWS)).toBeUndefined();
    const rpId = new URL(AWS).hostname;
    expect(passkeyParty({ rpId, origins: [] }, AWS)).toMatchObject({ rpId });
  });

  it("is none on a bare address", () => {
    expect(passkeyParty("on", "http://192.0.2.1:3000")).toBeUndefined();
    expect(passkeyParty("on", "http://localhost:3000")).toMatchObject({ rpId: "localhost" });
  });

  it("has other origins for sign-in beside its own", () => {
    const party = passkeyParty({ rpId: "example.com", origins: ["https://app.example.com"] }, OWN);
    expect(party).toEqual({
      rpId: "example.com",
      ownOrigin: OWN,
      origins: [OWN, "https://app.example.com"],
    });
  });
});

describe("hosts that no browser would take", () => {
  const places = (...all: Parameters<typeof passkeyFaults>) =>
    passkeyFaults(...all).map(({ place }) => place);

  it("are refused: the address that AWS makes up, where none is named", () => {
    expect(places("on", undefined)).toEqual(["passkeys"]);
    expect(places("on", AWS)).toEqual(["passkeys"]);
    expect(places({ rpId: new URL(AWS).hostname, origins: [] }, AWS)).toEqual([]);
    expect(places("off", undefined)).toEqual([]);
  });

  it("are refused: a party that is neither the service's host nor above it", () => {
    for (const rpId of ["other.example", "login.auth.example.com", "ample.com"])
      expect(places({ rpId, origins: [] }, OWN)).toEqual(["passkeys.rpId"]);
    for (const rpId of ["auth.example.com", "example.com"])
      expect(places({ rpId, origins: [] }, OWN)).toEqual([]);
  });

  it("are refused: origins beyond the party", () => {
    const origins = ["https://app.example.com", "https://app.other.example"];
    expect(passkeyFaults({ rpId: "example.com", origins }, OWN)).toEqual([
      expect.objectContaining({
        place: "passkeys.origins",
        words: expect.stringMatching(/^https:\/\/app\.other/),
      }),
    ]);
  });
});
