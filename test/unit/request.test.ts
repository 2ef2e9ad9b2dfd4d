import { describe, expect, it } from "@jest/globals";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { isProblem } from "../../functions/http/problem.ts";
import { type HttpRequest, readRequest } from "../../functions/http/request.ts";
import { apiEvent } from "./builders.ts";

function accepted(override: Partial<APIGatewayProxyEvent>): HttpRequest {
  const request = readRequest(apiEvent(override));
  if (isProblem(request)) throw new Error(request.detail);
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
    ["/otp/request", "/otp/request", ""],
    ["/otp/request", "/prod/otp/request", "/prod"],
    ["/otp/request", "/a/b/otp/request", "/a/b"],
    ["/otp/request/", "/prod/otp/request/", "/prod"],
    ["/v1/otp/request", "/elsewhere", ""],
  ])("tells what stands before %s in %s", (path, whole, basePath) => {
    const requestContext = { path: whole, identity: { sourceIp: "192.0.2.1" } } as never;
    expect(accepted({ path, requestContext }).basePath).toBe(basePath);
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
