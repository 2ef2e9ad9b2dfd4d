import { beforeAll, describe, expect, it } from "@jest/globals";
import type {
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestSimpleAuthorizerHandlerV2WithContext,
  APIGatewayTokenAuthorizerHandler,
} from "aws-lambda";
import express from "express";
import { Hono } from "hono";
import { claimsOf as claimsOfExpress, requireToken as expressCheck } from "../../client/src/express.ts";
import { claimsOf as claimsOfHono, requireToken as honoCheck } from "../../client/src/hono.ts";
import { type AuthorizerContext, authorizer, simpleAuthorizer } from "../../client/src/lambda.ts";
import type { RefusalFault, RefusingOptions } from "../../client/src/bearer.ts";
import type { VerifyOptions } from "../../client/src/verify-token.ts";
import { freePort } from "../support/free-port.ts";
import { startServer } from "../support/start-server.ts";
import { startTestService, type TestService } from "../support/service.ts";

let service: TestService;
let options: VerifyOptions;
let unreachable: VerifyOptions;
let token: string;
let subject: string;

beforeAll(async () => {
  service = await startTestService();
  options = { issuer: service.url, audience: "latchkey", clock: () => service.clock.now() };
  unreachable = { ...options, issuer: `http://127.0.0.1:${await freePort()}` };
  const { body } = await service.post("/otp/verify", await service.challenge());
  token = String(body.token);
  subject = String(body.subject);
});

type Ask = (authorization?: string) => Promise<Response>;

/** Real Express with a checked route, and what asks it. */
async function expressApp(how: RefusingOptions): Promise<Ask> {
  const app = express();
  app.use(expressCheck(how));
  app.get("/me", (request, response) => void response.json({ subject: claimsOfExpress(request).sub }));
  const { url } = await startServer("Express", (request, response) => void app(request, response));
  return (authorization) =>
    fetch(`${url}/me`, { headers: authorization === undefined ? {} : { authorization } });
}

/** Real Hono with a checked route. */
function honoApp(how: RefusingOptions): Promise<Ask> {
  const app = new Hono();
  app.use(honoCheck(how));
  app.get("/me", (context) => context.json({ subject: claimsOfHono(context).sub }));
  return Promise.resolve((authorization) =>
    Promise.resolve(app.request("/me", { headers: authorization === undefined ? {} : { authorization } })),
  );
}

describe.each([
  ["Express", expressApp],
  ["Hono", honoApp],
])("a route of %s behind the check", (_, start) => {
  it("knows whose token it was sent", async () => {
    const ask = await start(options);
    const answer = await ask(`Bearer ${token}`);
    expect([answer.status, await answer.json()]).toEqual([200, { subject }]);
    expect((await ask(`bearer ${token}`)).status).toBe(200);
  });

  it.each([
    ["no token", undefined, "Bearer"],
    ["another scheme", "Basic YTpi", "Bearer"],
    ["a token that is none", "Bearer abc", 'Bearer error="invalid_token"'],
  ])("is out of reach with %s", async (_how, authorization, challenge) => {
    const answer = await (await start(options))(authorization);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe(challenge);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ type: "urn:latchkey:problem:no-session", status: 401 });
  });

  it("is out of reach while the keys are", async () => {
    const answer = await (await start(unreachable))(`Bearer ${token}`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(await answer.json()).toMatchObject({ type: "urn:latchkey:problem:unavailable" });
  });
});

describe("a handler without the check before it", () => {
  it("throws in place of taking the request for anybody's", () => {
    expect(() => claimsOfExpress({ headers: {} })).toThrow("has not been checked");
  });
});

const methodArn = "arn:aws:execute-api:eu-central-1:123456789012:abc123/prod/GET/bills/7";

describe("the Lambda authorizer of a REST API", () => {
  it.each([
    ["TOKEN", () => ({ type: "TOKEN" as const, methodArn, authorizationToken: `Bearer ${token}` })],
    ["REQUEST", () => ({ type: "REQUEST", methodArn, headers: { Authorization: `Bearer ${token}` } })],
  ])("lets a good token pass, for the whole stage and nothing else: %s", async (_, event) => {
    expect(await authorizer(options)(event())).toMatchObject({
      principalId: subject,
      policyDocument: {
        Statement: [
          {
            Effect: "Allow",
            Resource: "arn:aws:execute-api:eu-central-1:123456789012:abc123/prod/*",
          },
        ],
      },
      context: { subject, purpose: "login", amr: "otp" },
    });
  });

  it("answers 401 by the word that API Gateway knows", async () => {
    const check = authorizer(options);
    await expect(check({ methodArn, authorizationToken: "Bearer abc" })).rejects.toThrow(/^Unauthorized$/);
    await expect(check({ methodArn, headers: null })).rejects.toThrow(/^Unauthorized$/);
  });

  it("is a fault, not a refusal, while the keys are out of reach", async () => {
    const check = authorizer(unreachable);
    await expect(check({ methodArn, authorizationToken: `Bearer ${token}` })).rejects.toThrow("out of reach");
  });

  it("has the types of AWS's handlers", () => {
    const token: (...of: Parameters<APIGatewayTokenAuthorizerHandler>) => unknown = authorizer(options);
    const request: (event: APIGatewayRequestAuthorizerEvent) => unknown = authorizer(options);
    expect([typeof token, typeof request]).toEqual(["function", "function"]);
  });
});

describe("the Lambda authorizer of an HTTP API", () => {
  it("says who the user is, or that there is none", async () => {
    const check = simpleAuthorizer(options);
    const [handler]: [
      (
        ...of: Parameters<APIGatewayRequestSimpleAuthorizerHandlerV2WithContext<AuthorizerContext>>
      ) => Promise<unknown>,
    ] = [check];
    expect(typeof handler).toBe("function");
    expect(await check({ headers: { authorization: `Bearer ${token}` } })).toMatchObject({
      isAuthorized: true,
      context: { subject, sid: expect.stringMatching(/./) as unknown },
    });
    expect(await check({ headers: { authorization: "Bearer abc" } })).toEqual({ isAuthorized: false });
    expect(await check({})).toEqual({ isAuthorized: false });
  });

  it("is a fault, not a refusal, while the keys are out of reach: API Gateway would keep the refusal", async () => {
    const down = simpleAuthorizer(unreachable);
    await expect(down({ headers: { authorization: `Bearer ${token}` } })).rejects.toThrow("out of reach");
    // Without a token, or with one that cannot be read, no key is needed to say no.
    expect(await down({})).toEqual({ isAuthorized: false });
  });
});

/** Lambda's authorizers, as something to ask. */
function lambdaApp(how: RefusingOptions): Promise<Ask> {
  const rest = authorizer(how);
  const http = simpleAuthorizer(how);
  return Promise.resolve(async (authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const asked = await http({ headers }).catch(String);
    const passed = await rest({ methodArn: "arn:aws:execute-api:eu:1:a/s/GET/me", headers }).catch(String);
    // What is thrown with another word than "Unauthorized" is a fault to both kinds of API.
    const statusOf = (answer: object | string) =>
      typeof answer === "object" ? 200 : answer === "Error: Unauthorized" ? 401 : 500;
    const status = typeof asked === "object" && !asked.isAuthorized ? 401 : statusOf(asked);
    expect(statusOf(passed)).toBe(status);
    return new Response(null, { status });
  });
}

describe.each<[string, (how: RefusingOptions) => Promise<Ask>, number]>([
  ["Express", expressApp, 1],
  ["Hono", honoApp, 1],
  // Both kinds of authorizer are asked.
  ["Lambda", lambdaApp, 2],
])("who runs %s", (_, start, times) => {
  it.each<[string, RefusalFault, () => Partial<RefusingOptions>, (good: string) => string | undefined]>([
    ["another issuer", "issuer", () => ({ issuer: `${service.url}/` }), (good) => good],
    ["another audience", "audience", () => ({ audience: "another" }), (good) => good],
    ["a token that is over", "expired", () => ({ clock: () => service.clock.now() + 3600 }), (good) => good],
    ["another purpose", "purpose", () => ({ purpose: "payment" }), (good) => good],
    ["no token", "missing", () => ({}), () => undefined],
    ["what is no token", "invalid", () => ({}), () => "Bearer abc"],
    ["keys out of reach", "keys-unavailable", () => ({ issuer: unreachable.issuer }), (good) => good],
  ])("is told of a request with %s, and not of its token", async (_how, fault, change, shown) => {
    const told: unknown[][] = [];
    const ask = await start({ ...options, ...change(), onRefused: (...all) => void told.push(all) });
    expect((await ask(shown(`Bearer ${token}`))).status).toBeGreaterThanOrEqual(401);
    expect(told).toEqual(Array.from({ length: times }, () => [fault]));
  });

  it("is told nothing of one that passes", async () => {
    const told: unknown[] = [];
    const ask = await start({ ...options, onRefused: (fault) => void told.push(fault) });
    expect([(await ask(`Bearer ${token}`)).status, told]).toEqual([200, []]);
  });
});
