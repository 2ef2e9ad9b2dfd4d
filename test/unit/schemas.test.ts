import { describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";
import {
  fieldErrors,
  idempotencyKey,
  logOutBody,
  readStatusBody,
  requestCodeBody,
  resendCodeBody,
  verifyCodeBody,
} from "../../functions/http/schemas.ts";

/** The paths of what is wrong with a body. */
function pathsOf(schema: z.ZodMiniType, body: unknown): string[] {
  const result = z.safeParse(schema, body);
  return result.success ? [] : fieldErrors(result.error.issues).map(({ path }) => path);
}

describe("a body that is as documented", () => {
  it.each<[string, z.ZodMiniType, unknown]>([
    ["request", requestCodeBody, { recipient: "anna@example.com" }],
    ["request", requestCodeBody, { recipient: "x", channel: "sms", purpose: "pay-2", locale: "pt-BR" }],
    [
      "request",
      requestCodeBody,
      { recipient: "x", clientIp: "2001:db8::1", transaction: { amount: "12 €", payee: "مطعم ABC" } },
    ],
    ["resend", resendCodeBody, { challengeId: "c", clientIp: "192.0.2.7" }],
    ["verify", verifyCodeBody, { challengeId: "c", code: "012 345" }],
    ["resend", resendCodeBody, { challengeId: "c" }],
    ["status", readStatusBody, { challengeId: "c" }],
    ["log-out", logOutBody, {}],
    ["log-out", logOutBody, { all: true }],
  ])("is accepted: %s", (_, schema, body) => {
    expect(pathsOf(schema, body)).toEqual([]);
  });

  it("gets the documented defaults", () => {
    expect(z.parse(requestCodeBody, { recipient: "x" })).toEqual({ recipient: "x", purpose: "login" });
    const transaction = { amount: "12", payee: "Shop" };
    expect(z.parse(requestCodeBody, { recipient: "x", transaction }).purpose).toBe("confirm-transaction");
    expect(z.parse(requestCodeBody, { recipient: "x", transaction, purpose: "pay" }).purpose).toBe("pay");
    expect(z.parse(logOutBody, {})).toEqual({ all: false });
  });
});

describe("a body that is not", () => {
  it.each<[string, z.ZodMiniType, unknown, string[]]>([
    ["an unknown field", requestCodeBody, { recipient: "x", chanel: "sms" }, ["chanel"]],
    ["two unknown fields", resendCodeBody, { challengeId: "c", a: 1, b: 2 }, ["a", "b"]],
    ["the prototype", resendCodeBody, JSON.parse('{"challengeId":"c","__proto__":{}}'), ["__proto__"]],
    ["nothing", verifyCodeBody, {}, ["challengeId", "code"]],
    ["an empty text", verifyCodeBody, { challengeId: "", code: "" }, ["challengeId", "code"]],
    ["a code as a number", verifyCodeBody, { challengeId: "c", code: 123456 }, ["code"]],
    ["several recipients", requestCodeBody, { recipient: ["a", "b"] }, ["recipient"]],
    ["a channel that does not exist", requestCodeBody, { recipient: "x", channel: "fax" }, ["channel"]],
    ["all as a text", logOutBody, { all: "true" }, ["all"]],
    ["a list", requestCodeBody, [], [""]],
    ["null", requestCodeBody, null, [""]],
  ])("is refused by field: %s", (_, schema, body, paths) => {
    expect(pathsOf(schema, body)).toEqual(paths);
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "01.2.3.4",
    "::1]:80/",
    "fe80::1%eth0",
    "12345::",
    "localhost",
    5,
  ])("is refused with the client's address %j", (clientIp) => {
    expect(pathsOf(requestCodeBody, { recipient: "x", clientIp })).toEqual(["clientIp"]);
    expect(pathsOf(resendCodeBody, { challengeId: "c", clientIp })).toEqual(["clientIp"]);
  });

  it.each([
    "",
    " ",
    "a".repeat(65),
    "Shop\n@evil.example #1",
    "\u202eevil",
    "\u2066a",
    "\u2028",
    "\ud800",
    12,
    null,
    // Nothing that a person could read.
    "...",
    "\u3164\u2800",
    "\u200f",
    // There, and not to be seen.
    "Sh\u200bop",
    "\ufeffShop",
    "Sh\u00adop",
    "Shop\u{e0041}\u{e007f}",
    "Shop\u2060",
    "Shop\u3164",
    "Shop\ue000",
    "Shop\u007f",
    "Shop\u0085",
    "\u2069Shop",
    "\u202dShop",
  ])("is refused with the amount, payee or reference %j", (payee) => {
    for (const name of ["amount", "payee", "reference"])
      expect(
        pathsOf(requestCodeBody, {
          recipient: "x",
          transaction: { amount: "1", payee: "Shop", [name]: payee },
        }),
      ).toEqual([`transaction.${name}`]);
  });

  it.each([
    {},
    { amount: "1" },
    { payee: "Shop" },
    { amount: "1", payee: "Shop", currency: "EUR" },
    null,
    [],
    "1",
  ])("is refused with %j for a transaction", (transaction) => {
    expect(pathsOf(requestCodeBody, { recipient: "x", transaction })).not.toEqual([]);
  });

  it.each(["", "Login", "1st", "a_b", "a b", "a".repeat(33), "login\n"])(
    "is refused with the purpose %j",
    (purpose) => {
      expect(pathsOf(requestCodeBody, { recipient: "x", purpose })).toEqual(["purpose"]);
    },
  );
});

describe("what a code confirms", () => {
  const refused = (transaction: object) => pathsOf(requestCodeBody, { recipient: "x", transaction });

  // CLDR has marks of a direction in amounts in Hebrew and Arabic, and narrow spaces in French ones.
  it.each([
    "he",
    "ar-EG",
    "ar-AE",
    "fa",
    "ur",
    "fr",
    "de-CH",
    "hi",
    "pt-BR",
    "zh",
    "ja",
    "sv",
    "pl",
    "en-IN",
  ])("may be an amount as programs write it in %s", (locale) => {
    for (const currency of ["ILS", "EGP", "EUR", "INR", "JPY"]) {
      const format = new Intl.NumberFormat(locale, { style: "currency", currency });
      for (const amount of [format.format(12_345.67), format.format(-0.5)])
        expect([amount, refused({ amount, payee: "Shop" })]).toEqual([amount, []]);
    }
  });

  it.each([
    "Müller & Söhne GmbH <Filiale 3>",
    "بقالة النور",
    "می\u200cخواهم",
    "क्\u200dष सेवा",
    "株式会社　北斗",
    "Crème ❤️ 👨‍👩‍👧 Café",
    "Shop ",
    "👍 1",
    "𝒮hop".repeat(16),
    "9".repeat(64),
  ])("may be for the payee %j", (payee) => {
    expect(refused({ amount: "1", payee })).toEqual([]);
  });
});

describe("a locale", () => {
  it.each([
    ["en-US-u-va-posix", "en-US"],
    ["pt_BR", "pt-BR"],
    ...["e", "../en", "", "<b>"].map((locale) => [locale, undefined] as const),
  ])("never refuses a request: %j", (locale, read) => {
    const parsed = z.parse(requestCodeBody, { recipient: "x", locale });
    expect(parsed.locale).toBe(read);
  });

  it("has to be a text", () => {
    expect(pathsOf(requestCodeBody, { recipient: "x", locale: 1 })).toEqual(["locale"]);
  });
});

describe("an idempotency key", () => {
  it.each([
    ["x".repeat(16), true],
    ["x".repeat(255), true],
    ["x".repeat(15), false],
    ["x".repeat(256), false],
    [`${"x".repeat(16)} `, false],
    ["\u00e9".repeat(16), false],
    [undefined, true],
  ])("%j is accepted: %s", (key, good) => {
    expect(z.safeParse(idempotencyKey, key).success).toBe(good);
  });
});
