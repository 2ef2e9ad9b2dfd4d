import { freshKey } from "../support/challenge.ts";
import { describe, expect, it } from "@jest/globals";
import type { SubjectFactors } from "../../functions/domain/factors.ts";
import { askSecondFactor } from "../../functions/flows/second-factor.ts";
import { aPasskey } from "../support/factors.ts";
import { testSettings } from "../support/service.ts";

const OWN = "https://auth.example.com";
const AWS = "https://abc123.execute-api.eu-central-1.amazonaws.com/prod";
const NONE = { totps: [], codes: {}, lanes: [], proofs: {}, version: 1, subject: "anna" };
const COUNT = { failures: 0, lastFailureAt: 0 };

/** What a sign-in of a user with a passkey alone is asked for, where all users take two steps. */
const asked = async (publicUrl: string, passkeys: unknown = "on") => {
  const factors: SubjectFactors = {
    ...{ ...NONE, pushes: [], passkeys: [aPasskey()] },
    counts: { known: COUNT, strangers: COUNT },
  };
  const { secondFactor } = await askSecondFactor(
    {
      storage: { factors: { read: () => Promise.resolve(factors) } },
      settings: testSettings({ secondFactor: "required", factors: { passkeys } }),
      publicUrl,
    },
    Buffer.alloc(32),
    { subject: "anna", factorsOf: undefined, recipientKey: freshKey(), channel: "email" as const },
    1_800_000_000,
  );
  return secondFactor;
};

describe("a passkey counts as a second factor", () => {
  it("where a browser can be asked for it", async () => {
    expect(await asked(OWN)).toEqual(["passkey"]);
    expect(await asked(AWS, { rpId: new URL(AWS).hostname })).toEqual(["passkey"]);
  });

  it("and nowhere else: who has passkeys alone enrols an authenticator there, and is not locked out", async () => {
    expect(await asked(AWS)).toEqual([]);
    expect(await asked("http://127.0.0.1:4000")).toEqual([]);
    expect(await asked(OWN, "off")).toEqual([]);
  });
});
