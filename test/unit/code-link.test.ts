import { describe, expect, it } from "@jest/globals";
import { codeLink, hasCodeLink } from "../../functions/domain/code-link.ts";
import { Passcode } from "../../functions/domain/passcode.ts";

const URL = "https://id.example.com";
const CODE = new Passcode("K7QFM2XD9TRAW", "base32");
const NONCE = "AbCdEfGhIjKlMnOpQrStUv";

describe("the link of a code", () => {
  it("names the challenge by the first characters of its nonce", () => {
    expect(codeLink(URL, { nonce: NONCE, walk: "own" }, CODE)).toBe(`${URL}/otp/link#AbCdEfGh.K7QFM2XD9TRAW`);
  });

  it("leads on to the app whose request waits", () => {
    expect(codeLink(URL, { nonce: NONCE, walk: "mJ3k9XwQ" }, CODE)).toBe(
      `${URL}/otp/link#AbCdEfGh.K7QFM2XD9TRAW.mJ3k9XwQ`,
    );
  });

  it.each([
    ["a long code that a page waits for", { format: "base32", walk: "own" }, true],
    ["a short one", { format: "digits", walk: "own" }, false],
    ["one that a program asked for", { format: "base32" }, false],
    [
      "one that confirms a payment",
      { format: "base32", walk: "own", transaction: { amount: "12 EUR", payee: "Shop" } },
      false,
    ],
  ] as const)("is there for %s: %j %s", (_case, challenge, has) => {
    expect(hasCodeLink(challenge)).toBe(has);
  });
});
