import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { qrPicture } from "../../functions/factors/account/qr-picture.ts";
import { base32Of, groupedSecret, otpauthUri } from "../../functions/factors/otpauth.ts";
import { html } from "../../functions/pages/html.ts";
import { readQr } from "../support/qr.ts";
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

/** Names of 40 characters, as the settings allow them. */
const LONG_NAMES = [
  ["Latin", "The Waste and Recycling Works of Aarhus X"],
  ["umlauts", "Bürgerbüro für Müllabfuhr Köln-Nördliche"],
  ["Hindi", "नगर निगम कचरा संग्रहण और पुनर्चक्रण सेवा"],
  ["Arabic", "خدمة جمع النفايات واعادة التدوير البلدية"],
  ["Chinese", "市政垃圾收集与回收服务中心".repeat(3) + "市"],
  ["letters beyond the first plane", "𝔏".repeat(40)],
  ["letters of several code points", "नि".repeat(20)],
  ["percent signs", "%".repeat(39) + "a"],
].map(([alphabet = "", name = ""]) => [alphabet, Array.from(name).slice(0, 40).join("")] as const);

const ACCOUNTS = ["a***@example.com", "+*********23", `a***@${"long-name.".repeat(24)}example.com`];

/** How wide the page shows the picture, in CSS pixels. */
const PICTURE = Number(
  /max-width: (\d+)px/.exec(readFileSync("functions/pages/page-files/set-up.css", "utf8"))?.[1],
);

describe.each(LONG_NAMES)("the picture for a service whose name is long, in %s", (_, issuer) => {
  it.each(ACCOUNTS)("is read by a camera, and its modules are three pixels wide, beside %s", (account) => {
    const uri = otpauthUri(secret, { issuer, account });
    const picture = qrPicture(uri, html`the key`).toString();
    expect(readQr(picture)).toBe(uri);
    const [, side] = /viewBox="0 0 (\d+)/.exec(picture) ?? [];
    expect(PICTURE / Number(side)).toBeGreaterThanOrEqual(3);
    const { pathname, searchParams } = new URL(uri);
    expect(searchParams.get("secret")).toBe(base32Of(secret));
    const [shown = ""] = searchParams.get("issuer")!.split("…");
    expect(issuer.startsWith(shown) && shown.length >= 10).toBe(true);
    const label = decodeURIComponent(pathname).slice(1).split(":").at(-1);
    expect(account.startsWith(label?.replace("…", "") ?? "none")).toBe(true);
    // What an app shows is whole letters.
    expect(uri).not.toMatch(/%EF%BF%BD/);
  });
});
