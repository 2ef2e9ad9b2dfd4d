import { createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { claimedKid, mac, seal, SEAL_VERSION, unseal } from "../../functions/domain/sealed.ts";
import { keyNamed } from "./builders.ts";

const SEAL = { label: "test|", tagBytes: 8 };
const key = keyNamed("seal");
const bodies = fc.uint8Array({ minLength: 2, maxLength: 60 });

describe("a sealed value", () => {
  it("gives its body back to a holder of the key", () => {
    fc.assert(
      fc.property(bodies, fc.integer({ min: 8, max: 32 }), (body, tagBytes) => {
        const text = seal({ label: "l|", tagBytes }, key, body).toString("base64url");
        expect(unseal({ label: "l|", tagBytes }, key, text)).toEqual(Buffer.from(body));
      }),
    );
  });

  it("ends in the head of the HMAC over label and body", () => {
    const body = Buffer.from([1, 2, 3, 4]);
    const tag = createHmac("sha256", key)
      .update(Buffer.concat([Buffer.from("test|"), body]))
      .digest();
    expect(seal(SEAL, key, body)).toEqual(Buffer.concat([body, tag.subarray(0, 8)]));
    expect(mac(key, "test|", body)).toEqual(tag);
  });

  it("is refused under another key or another label", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const text = seal(SEAL, key, body).toString("base64url");
        expect(unseal(SEAL, keyNamed("other"), text)).toBeUndefined();
        expect(unseal({ ...SEAL, label: "tset|" }, key, text)).toBeUndefined();
        expect(unseal({ ...SEAL, tagBytes: 9 }, key, text)).toBeUndefined();
      }),
    );
  });

  it("is refused after any change of its bytes", () => {
    fc.assert(
      fc.property(bodies, fc.nat(), fc.integer({ min: 1, max: 255 }), (body, place, change) => {
        const bytes = seal(SEAL, key, body);
        bytes[place % bytes.length]! ^= change;
        expect(unseal(SEAL, key, bytes.toString("base64url"))).toBeUndefined();
      }),
    );
  });

  it("is refused when it is no longer than a tag", () => {
    for (let length = 0; length <= 8; length++)
      expect(unseal(SEAL, key, Buffer.alloc(length).toString("base64url"))).toBeUndefined();
  });

  it("has one spelling only", () => {
    const bytes = seal(SEAL, key, Uint8Array.of(1, 7, 255, 254, 251, 250));
    const text = bytes.toString("base64url");
    expect(unseal(SEAL, key, text)).toBeDefined();
    const spellings = [
      bytes.toString("base64"),
      `${text}=`,
      `${text}\n`,
      ` ${text}`,
      `${text.slice(0, 5)}.${text.slice(5)}`,
      `${text.slice(0, 5)}%${text.slice(5)}`,
      `${text.slice(0, -1)}${String.fromCharCode(text.charCodeAt(text.length - 1) + 1)}`,
    ];
    for (const spelling of spellings) expect(unseal(SEAL, key, spelling)).toBeUndefined();
  });

  it("is looked for in any text without a fault", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(unseal(SEAL, key, text)).toBeUndefined();
      }),
    );
  });
});

describe("the key id that a text claims", () => {
  it("is its second byte", () => {
    for (const kid of [0, 1, 127, 255])
      expect(claimedKid(seal(SEAL, key, Uint8Array.of(SEAL_VERSION, kid)).toString("base64url"))).toBe(kid);
  });

  it("is none for another version, and for a text that ends before it", () => {
    expect(claimedKid(Buffer.of(3, 1, 0).toString("base64url"))).toBeUndefined();
    expect(claimedKid(Buffer.of(1).toString("base64url"))).toBeUndefined();
    expect(claimedKid("")).toBeUndefined();
    expect(claimedKid("\u0000\u0000\u0000\u0000")).toBeUndefined();
  });
});
