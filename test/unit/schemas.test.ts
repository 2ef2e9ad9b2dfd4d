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

  it.each(["", "Login", "1st", "a_b", "a b", "a".repeat(33), "login\n"])(
    "is refused with the purpose %j",
    (purpose) => {
      expect(pathsOf(requestCodeBody, { recipient: "x", purpose })).toEqual(["purpose"]);
    },
  );

  it.each(["e", "english", "en_US", "en-", "../en", "en\n"])("is refused with the locale %j", (locale) => {
    expect(pathsOf(requestCodeBody, { recipient: "x", locale })).toEqual(["locale"]);
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
