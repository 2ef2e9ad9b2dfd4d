import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { base32Of, groupedSecret, otpauthUri } from "../../functions/factors/otpauth.ts";
import { keyNamed } from "./builders.ts";

/** RFC 4648, section 10, without padding. */
const VECTORS = [
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
] as const;

const secret = keyNamed("authenticator").subarray(0, 20);

describe("base32", () => {
  it.each(VECTORS)("of %j is %j", (text, encoded) => {
    expect(base32Of(Buffer.from(text))).toBe(encoded);
  });

  it("holds every bit of the secret", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        const text = base32Of(bytes);
        expect(text).toMatch(/^[A-Z2-7]{32}$/);
        const bits = Array.from(text, (one) =>
          "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"),
        );
        const back = bits
          .join("")
          .match(/.{8}/g)!
          .map((byte) => parseInt(byte, 2));
        expect(back).toEqual([...bytes]);
      }),
    );
  });

  it("is shown in groups of four", () => {
    expect(groupedSecret(secret)).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  });
});

describe("the address for authenticators", () => {
  it("names service and account, and every parameter that some authenticator guesses otherwise", () => {
    const uri = otpauthUri(secret, { issuer: "Waste & Sons", account: "a•••@example.com" });
    expect(uri).toBe(
      `otpauth://totp/Waste%20%26%20Sons:a%E2%80%A2%E2%80%A2%E2%80%A2%40example.com?secret=${base32Of(secret)}&issuer=Waste%20%26%20Sons&algorithm=SHA1&digits=6&period=30`,
    );
  });

  it("has one colon between the two names, whatever they hold", () => {
    const { pathname, searchParams } = new URL(otpauthUri(secret, { issuer: "a:b", account: "c:d" }));
    expect(decodeURIComponent(pathname).split(":")).toHaveLength(2);
    expect(searchParams.get("issuer")).toBe("a b");
  });
});
