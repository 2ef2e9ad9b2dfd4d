import { describe, expect, it } from "@jest/globals";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { type HttpRequest, readRequest } from "../../functions/http/request.ts";
import { apiEvent, PUBLIC_URL } from "./builders.ts";

function accepted(override: Partial<APIGatewayProxyEvent>): HttpRequest {
  const request = readRequest(apiEvent(override), PUBLIC_URL);
  if (request.refused) throw new Error(request.refused.detail);
  return request;
}

const typed = (type: string) => ({ "content-type": type });

describe("what a request says besides", () => {
  it("is found in headers of any case", () => {
    const request = accepted({
      headers: { "Content-TYPE": "application/x-www-form-urlencoded", COOKIE: "a=1" },
      body: "a=1",
    });
    expect(request.form).toBe(true);
    expect(request.header("cookie")).toBe("a=1");
    expect(request.header("origin")).toBeUndefined();
  });

  it.each([
    ["https://abc.execute-api.eu-west-1.amazonaws.com/prod", "/prod"],
    ["https://otp.example.com", ""],
    ["https://example.com/auth/", "/auth"],
    ["http://localhost:3000", ""],
  ])("tells what stands before the paths of %s", (publicUrl, basePath) => {
    // A base path mapping leaves its part in the event's own path, the default endpoint does not: neither is asked.
    expect(readRequest(apiEvent({ path: "/auth/otp/request" }), publicUrl).basePath).toBe(basePath);
  });

  it("gives the address that the gateway saw, whatever the client claims", () => {
    const headers = {
      ...typed("application/json"),
      "X-Forwarded-For": "203.0.113.9",
      Forwarded: "for=1.1.1.1",
    };
    expect(accepted({ headers }).sourceIp).toBe("192.0.2.1");
  });

  it.each([
    ["key-id", true],
    [null, false],
    ["", false],
    [undefined, false],
  ])("is a server's where the gateway names the key %j: %s", (apiKeyId, fromServer) => {
    const requestContext = { identity: { sourceIp: "192.0.2.1", apiKeyId } } as never;
    const headers = { ...typed("application/json"), "X-Api-Key": "key" };
    expect(accepted({ headers, requestContext }).fromServer).toBe(fromServer);
  });

  it.each([
    ["text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", true],
    ["text/html, application/json", true],
    ["application/json, text/html", false],
    ["application/json", false],
    ["*/*", false],
    [undefined, false],
  ])("prefers a page for %j: %s", (accept, page) => {
    const headers = { ...typed("application/json"), ...(accept !== undefined && { Accept: accept }) };
    expect(accepted({ headers }).prefersHtml).toBe(page);
  });

  it("has an empty query where there is none", () => {
    expect(accepted({}).query).toEqual({});
    expect(accepted({ queryStringParameters: { t: "x" } }).query).toEqual({ t: "x" });
  });

  it("may have no headers at all, as a test in the console of API Gateway", () => {
    expect(accepted({ httpMethod: "GET", body: null, headers: null as never }).body).toEqual({});
  });
});
