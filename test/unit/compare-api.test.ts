import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { compareApi } from "../../bin/guard/compare-api.ts";
import type { JsonObject } from "../../bin/guard/json.ts";

const json = (schema: unknown) => ({ content: { "application/json": { schema } } });

const REQUEST = {
  type: "object",
  properties: {
    channel: { type: "string", enum: ["email", "sms"] },
    recipient: { type: "string", maxLength: 320 },
    nested: { type: "object", properties: { deep: { type: ["string", "null"] } } },
  },
  required: ["recipient"],
  additionalProperties: false,
};

const ANSWER = {
  type: "object",
  properties: { id: { type: "string" }, state: { type: "string", enum: ["sent", "failed"] } },
  required: ["id", "state"],
};

interface Parts {
  readonly request?: object;
  readonly answer?: object;
  readonly operation?: object;
  readonly method?: string;
  readonly responses?: object;
}

/** A document with one operation, whose schemas are reached by references. */
function api({
  request = REQUEST,
  answer = ANSWER,
  operation = {},
  method = "post",
  responses,
}: Parts = {}): JsonObject {
  return {
    openapi: "3.1.0",
    paths: {
      "/otp/request": {
        [method]: {
          requestBody: { required: true, ...json({ $ref: "#/components/schemas/Request" }) },
          responses: responses ?? {
            202: json({ $ref: "#/components/schemas/Answer" }),
            429: json({ type: "object" }),
          },
          ...operation,
        },
      },
    },
    components: { schemas: { Request: request, Answer: answer } },
  };
}

const requestWith = (properties: object, others: object = {}) =>
  api({ request: { ...REQUEST, ...others, properties: { ...REQUEST.properties, ...properties } } });
const answerWith = (properties: object, others: object = {}) =>
  api({ answer: { ...ANSWER, ...others, properties: { ...ANSWER.properties, ...properties } } });
const without = (properties: object, name: string) =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name));

const ASKED = "POST /otp/request: the request";
const ANSWERED = "POST /otp/request: the answer 202";

describe("a change of the API that breaks clients", () => {
  it.each<[string, JsonObject, string]>([
    ["a removed path", { ...api(), paths: {} }, "POST /otp/request is gone"],
    ["another method", api({ method: "put" }), "POST /otp/request is gone"],
    [
      "a new required request property",
      requestWith({ purpose: { type: "string" } }, { required: ["recipient", "purpose"] }),
      `${ASKED}.purpose is now required`,
    ],
    [
      "a request property that becomes required",
      requestWith({}, { required: ["recipient", "channel"] }),
      `${ASKED}.channel is now required`,
    ],
    [
      "a removed request property, which is then refused",
      api({ request: { ...REQUEST, properties: without(REQUEST.properties, "channel") } }),
      `${ASKED}.channel is gone`,
    ],
    [
      "a narrowed enum in a request",
      requestWith({ channel: { type: "string", enum: ["email"] } }),
      `${ASKED}.channel: the value "sms" is no longer taken`,
    ],
    [
      "a new enum in a request",
      requestWith({ recipient: { type: "string", maxLength: 320, enum: ["a", "b"] } }),
      `${ASKED}.recipient: only "a", "b" is taken now`,
    ],
    [
      "a shorter limit in a request",
      requestWith({ recipient: { type: "string", maxLength: 100 } }),
      `${ASKED}.recipient: maxLength is now 100`,
    ],
    [
      "a new lower limit in a request",
      requestWith({ recipient: { type: "string", maxLength: 320, minLength: 3 } }),
      `${ASKED}.recipient: minLength is now 3`,
    ],
    [
      "a new pattern in a request",
      requestWith({ recipient: { type: "string", maxLength: 320, pattern: "@" } }),
      `${ASKED}.recipient: pattern is now "@"`,
    ],
    [
      "a narrowed type, deep in a request",
      requestWith({ nested: { type: "object", properties: { deep: { type: "string" } } } }),
      `${ASKED}.nested.deep: the type is "string", and was ["string","null"]`,
    ],
    [
      "alternatives that fit no old request",
      requestWith({
        channel: { ...REQUEST.properties.channel, oneOf: [{ type: "string", enum: ["email"] }] },
      }),
      `${ASKED}.channel: alternative 1 of oneOf is gone`,
    ],
    [
      "a removed response property",
      api({ answer: { ...ANSWER, properties: without(ANSWER.properties, "state"), required: ["id"] } }),
      `${ANSWERED}.state is gone`,
    ],
    [
      "a response property that may be missing",
      answerWith({}, { required: ["id"] }),
      `${ANSWERED}.state may now be missing`,
    ],
    [
      "another type in a response",
      answerWith({ id: { type: "integer" } }),
      `${ANSWERED}.id: the type is "integer", and was "string"`,
    ],
    [
      "null in a response",
      answerWith({ id: { type: ["string", "null"] } }),
      `${ANSWERED}.id: the type is ["string","null"], and was "string"`,
    ],
    [
      "another status for success",
      api({ responses: { 200: json(ANSWER), 429: json({ type: "object" }) } }),
      "POST /otp/request: the status 202 is gone",
    ],
    [
      "another form of the answer",
      api({ responses: { 202: { content: { "text/plain": { schema: {} } } }, 429: {} } }),
      `${ANSWERED} is no longer application/json`,
    ],
    [
      "a new required parameter",
      api({ operation: { parameters: [{ name: "Form", in: "header", required: true, schema: {} }] } }),
      "POST /otp/request: the parameter header Form is now required",
    ],
    [
      "a credential that was not needed",
      api({ operation: { security: [{ key: [] }] } }),
      "POST /otp/request: no credential is no longer enough",
    ],
  ])("is found: %s", (_, after, line) => {
    expect(compareApi(api(), after)).toContain(line);
  });

  it("is found in an alternative of a request", () => {
    const either = (...anyOf: object[]) => api({ request: { anyOf } });
    const text = { type: "object", properties: { text: { type: "string" } }, additionalProperties: false };
    const number = {
      type: "object",
      properties: { number: { type: "number" } },
      additionalProperties: false,
    };
    expect(compareApi(either(text, number), either(number, text))).toEqual([]);
    expect(compareApi(either(text, number), either(text))).toEqual([
      `${ASKED}: alternative 2 of anyOf is gone`,
    ]);
  });

  it("is found in a body that may not be left out any more", () => {
    const optional = api({ operation: { requestBody: json(REQUEST) } });
    expect(compareApi(optional, api())).toEqual(["POST /otp/request: a body is now required"]);
  });
});

describe("a change of the API that breaks no client", () => {
  it.each<[string, JsonObject]>([
    ["nothing", api()],
    ["a new path", { ...api(), paths: { ...(api().paths as object), "/new": { get: { responses: {} } } } }],
    ["a new optional request property", requestWith({ purpose: { type: "string" } })],
    [
      "a wider enum in a request",
      requestWith({ channel: { type: "string", enum: ["email", "sms", "push"] } }),
    ],
    ["a longer limit in a request", requestWith({ recipient: { type: "string", maxLength: 400 } })],
    ["a request property that may be left out", requestWith({}, { required: [] })],
    [
      "a new response property",
      answerWith({ more: { type: "string" } }, { required: ["id", "state", "more"] }),
    ],
    [
      "a new value in a response's enum",
      answerWith({ state: { type: "string", enum: ["sent", "failed", "x"] } }),
    ],
    ["a fault that no longer happens", api({ responses: { 202: json(ANSWER) } })],
    ["words alone", api({ operation: { summary: "Other words" } })],
    [
      "a new optional parameter",
      api({ operation: { parameters: [{ name: "q", in: "query", schema: {} }] } }),
    ],
    ["another way in", api({ operation: { security: [{}, { key: [] }] } })],
  ])("passes: %s", (_, after) => {
    expect(compareApi(api(), after)).toEqual([]);
  });
});

describe("a schema that contains itself", () => {
  it("is compared to an end", () => {
    const list = { type: "object", properties: { next: { $ref: "#/components/schemas/Answer" } } };
    expect(compareApi(api({ answer: list }), api({ answer: list }))).toEqual([]);
  });
});

describe("a reference to nothing", () => {
  it("is a fault, and hides no change", () => {
    const lost = { $ref: "#/components/schemas/Nowhere" };
    expect(() => compareApi(api(), api({ answer: lost }))).toThrow("#/components/schemas/Nowhere");
  });
});

describe("the project's own document", () => {
  const text = readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8");

  it("does not break its own clients", () => {
    expect(compareApi(JSON.parse(text) as JsonObject, JSON.parse(text) as JsonObject)).toEqual([]);
  });

  it("breaks them by the loss of one property that an answer has", () => {
    const after = JSON.parse(text.replaceAll('"resendIn"', '"resendAfter"')) as JsonObject;
    expect(compareApi(JSON.parse(text) as JsonObject, after)).toContain(
      "POST /otp/request: the answer 202.resendIn is gone",
    );
  });
});
