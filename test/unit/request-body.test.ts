import { describe, expect, it } from "@jest/globals";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Problem } from "../../functions/http/problem.ts";
import { type HttpRequest, readRequest } from "../../functions/http/request.ts";
import { apiEvent, PUBLIC_URL } from "./builders.ts";

const FORM = "application/x-www-form-urlencoded";
const KIBIBYTES_16 = 16_384;

function accepted(override: Partial<APIGatewayProxyEvent>): HttpRequest {
  const request = readRequest(apiEvent(override), PUBLIC_URL);
  if (request.refused) throw new Error(request.refused.detail);
  return request;
}

function refused(override: Partial<APIGatewayProxyEvent>): Problem {
  const { refused } = readRequest(apiEvent(override), PUBLIC_URL);
  if (!refused) throw new Error("the request was accepted");
  return refused;
}

const typed = (type: string) => ({ "content-type": type });

describe("a JSON body", () => {
  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON ;charset=UTF-8"])(
    "is parsed as %s",
    (type) => {
      const request = accepted({ headers: typed(type), body: '{"a":["\u00e9",1]}' });
      expect(request).toMatchObject({ body: { a: ["\u00e9", 1] }, form: false });
    },
  );

  it("is parsed in base64", () => {
    const body = Buffer.from('{"a":"\u00e9"}').toString("base64");
    expect(accepted({ body, isBase64Encoded: true }).body).toEqual({ a: "\u00e9" });
  });

  it.each(["{", "{'a':1}", "undefined", "{}x", "\ufeff"])("is refused when it is none: %j", (body) => {
    expect(refused({ body })).toMatchObject({ name: "invalid-request", status: 400 });
  });

  it("is not quoted when it is refused", () => {
    expect(JSON.stringify(refused({ body: '{"code":"739158"' }))).not.toContain("739158");
  });
});

describe("a form", () => {
  it("is parsed and marked, in plain text and in base64", () => {
    const body = "recipient=a%2Bx%40b.example&name=J%C3%BCrgen+M&empty=";
    const fields = { recipient: "a+x@b.example", name: "J\u00fcrgen M", empty: "" };
    const headers = typed(`${FORM}; charset=utf-8`);
    expect(accepted({ headers, body })).toMatchObject({ body: fields, form: true });
    const encoded = { body: Buffer.from(body).toString("base64"), isBase64Encoded: true };
    expect(accepted({ headers, ...encoded })).toMatchObject({ body: fields, form: true });
  });

  it("says which names stand in it more than once, each of them once", () => {
    expect(accepted({ headers: typed(FORM), body: "a=1&b=2&a=3&a=4&c=5&c=6" }).repeated).toEqual(["a", "c"]);
  });

  it("is refused unread where it has more fields than any form of ours, however long it may be", () => {
    const of = (fields: number) => {
      const body = Array.from({ length: fields }, (_, index) => `f${index}=`).join("&");
      const event = apiEvent({ headers: typed(FORM), body });
      return readRequest(event, PUBLIC_URL, undefined, { maxBodyBytes: 2 * 1024 * 1024 });
    };
    expect(of(2000).refused).toBeUndefined();
    const { refused, body } = of(100_000);
    expect([refused?.name, refused?.status, body]).toEqual(["too-large", 413, {}]);
  });

  it("cannot reach the prototype of its fields", () => {
    const { body } = accepted({ headers: typed(FORM), body: "__proto__=x&constructor=y" });
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(Object.keys(body as object)).toEqual(["__proto__", "constructor"]);
  });
});

describe("a request without a body", () => {
  it.each([null, ""])("has an empty one, unless it claims to be of a type that is not taken: %j", (body) => {
    expect(accepted({ body, headers: {} }).body).toEqual({});
    expect(accepted({ body, headers: typed("application/json") }).body).toEqual({});
    expect(refused({ body, headers: typed("text/plain") }).name).toBe("unsupported-media-type");
  });

  it("has an empty one when it is a GET", () => {
    expect(accepted({ httpMethod: "GET", body: "{", headers: typed("text/plain") }).body).toEqual({});
  });
});

describe("a body of another content type", () => {
  it.each([
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "application/problem+json",
    "",
  ])("is refused, and the answer says which are taken: %j", (type) => {
    expect(refused({ headers: typed(type) })).toMatchObject({
      status: 415,
      headers: { "accept-post": `application/json, ${FORM}` },
    });
  });

  it("is refused when nothing says what it is", () => {
    expect(refused({ headers: {} }).name).toBe("unsupported-media-type");
  });
});

describe("a large body", () => {
  const ofBytes = (bytes: number) => JSON.stringify("x".repeat(bytes - 2));

  it("is read up to 16 KiB, and not one byte further", () => {
    expect(accepted({ body: ofBytes(KIBIBYTES_16) }).body).toHaveLength(KIBIBYTES_16 - 2);
    expect(refused({ body: ofBytes(KIBIBYTES_16 + 1) })).toMatchObject({ name: "too-large", status: 413 });
  });

  it("is measured in bytes, not in characters", () => {
    const body = JSON.stringify("\u20ac".repeat(6000));
    expect(body.length).toBeLessThan(KIBIBYTES_16);
    expect(refused({ body }).name).toBe("too-large");
  });

  it("is measured as it was before base64", () => {
    const encoded = (bytes: number) => Buffer.from(ofBytes(bytes)).toString("base64");
    expect(accepted({ body: encoded(KIBIBYTES_16), isBase64Encoded: true }).body).toBeDefined();
    expect(refused({ body: encoded(KIBIBYTES_16 + 1), isBase64Encoded: true }).name).toBe("too-large");
  });

  it("is refused for its size before anybody looks at its type", () => {
    expect(refused({ body: ofBytes(20_000), headers: typed("text/plain") }).name).toBe("too-large");
  });
});
