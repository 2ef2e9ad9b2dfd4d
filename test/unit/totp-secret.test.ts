import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decrypt, encrypt } from "../../functions/domain/encrypted.ts";
import { claimedKid } from "../../functions/domain/sealed.ts";
import { subjectKey } from "../../functions/domain/subject.ts";
import { subjectOf } from "../../functions/domain/recipient.ts";
import { openTotpSecret, sealTotpSecret } from "../../functions/factors/totp-secret.ts";
import { keyNamed } from "./builders.ts";

const key = { kid: 7, key: keyNamed("factor") };
const place = { subjectKey: subjectKey(keyNamed("recipient"), "c-1"), id: "phone" };
const secret = keyNamed("secret").subarray(0, 20);

describe("the secret of an authenticator in the table", () => {
  it("is read with its key and from its place alone", () => {
    const text = sealTotpSecret(secret, place, key, randomBytes);
    expect(claimedKid(text)).toBe(7);
    expect(openTotpSecret(text, place, key.key)).toEqual(secret);
    const another = { ...place, subjectKey: subjectKey(keyNamed("recipient"), "c-2") };
    expect(openTotpSecret(text, another, key.key)).toBeUndefined();
    expect(openTotpSecret(text, { ...place, id: "tablet" }, key.key)).toBeUndefined();
    expect(openTotpSecret(text, place, keyNamed("another"))).toBeUndefined();
    expect(decrypt({ label: "hidden-reference|" }, text, key.key)).toBeUndefined();
  });

  it("is another text each time, and none after any bit of it has changed", () => {
    const text = sealTotpSecret(secret, place, key, randomBytes);
    expect(sealTotpSecret(secret, place, key, randomBytes)).not.toBe(text);
    const bytes = Buffer.from(text, "base64url");
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(bytes);
        changed[at] = changed[at]! ^ (1 << bit);
        expect(openTotpSecret(changed.toString("base64url"), place, key.key)).toBeUndefined();
      }),
    );
  });

  it("is none of another length, and none in what is too short", () => {
    const belongsTo = `${place.subjectKey}|${place.id}`;
    const short = encrypt({ label: "totp-secret|", belongsTo }, secret.subarray(1), key, randomBytes);
    expect(openTotpSecret(short, place, key.key)).toBeUndefined();
    for (const text of ["", "AQc", "not base64url at all"])
      expect(openTotpSecret(text, place, key.key)).toBeUndefined();
  });
});

describe("the partition of a subject's factors", () => {
  it("is another for every subject, and none that a token tells", () => {
    const recipient = { addressKind: "email", address: "anna@example.com" } as const;
    const subject = subjectOf(keyNamed("recipient"), recipient);
    const keys = [subject, "c-1", "email|anna@example.com", ""].map((one) =>
      subjectKey(keyNamed("recipient"), one),
    );
    expect(new Set([...keys, subject]).size).toBe(5);
  });
});
