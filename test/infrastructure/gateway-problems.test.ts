import { describe, expect, it } from "@jest/globals";
import { problem, type ProblemName } from "../../functions/http/problem.ts";
import { integrationOf, methodsOf } from "./methods.ts";
import { routes } from "./served-routes.ts";
import { ofType, synthesize } from "./synthesize.ts";

const app = await synthesize("prod");
const { service } = app;
const methods = methodsOf(app);
/** Whose callers read OAuth's errors. */
const OF_OAUTH: readonly string[] = ["/otp/token", "/otp/revoke", "/otp/introspect", "/otp/userinfo"];
const paths = [...new Set(routes.map(({ path }) => path))];

describe("a method that a path does not have", () => {
  it.each(paths)("is answered with 405 and Allow: %s", (path) => {
    const { Type, RequestTemplates, IntegrationResponses } = integrationOf(methods.get(`ANY ${path}`)) ?? {};
    const [response] = IntegrationResponses ?? [];
    const allowed = routes.filter((route) => route.path === path).map(({ method }) => method);
    expect(Type).toBe("MOCK");
    expect(RequestTemplates?.["application/json"]).toBe('{"statusCode":405}');
    expect(response?.ResponseParameters["method.response.header.Allow"]).toBe(`'${allowed.join(", ")}'`);
    const type = response?.ResponseParameters["method.response.header.Content-Type"];
    const document = response?.ResponseTemplates["application/json"];
    if (!OF_OAUTH.includes(path)) {
      expect(type).toBe("'application/problem+json'");
      expectProblem(document, "405");
      return;
    }
    expect(type).toBe("'application/json'");
    expect(JSON.parse(document ?? "")).toEqual({
      error: "invalid_request",
      error_description: "The header Allow names the methods that are.",
    });
  });

  it("is answered so to servers too, whether they have shown their key or not", async () => {
    const limits = { requestsPerSecond: 5, burst: 5, requestsPerDay: 1000 };
    const servers = methodsOf(await synthesize("prod", { serverClients: limits }));
    for (const name of ["request", "resend", "verify", "status"]) {
      const { Type, IntegrationResponses } = integrationOf(servers.get(`ANY /server/otp/${name}`)) ?? {};
      const [response] = IntegrationResponses ?? [];
      expect(Type).toBe("MOCK");
      expect(response?.ResponseParameters["method.response.header.Allow"]).toBe("'POST'");
    }
  });
});

describe("what API Gateway answers by itself", () => {
  const responses = ofType(service, "AWS::ApiGateway::GatewayResponse").map(({ Properties }) => Properties);

  it("is a problem document with a name, a title and a status of the service's own", () => {
    expect(responses.length).toBeGreaterThan(0);
    for (const { ResponseParameters, ResponseTemplates, StatusCode } of responses) {
      expect(ResponseParameters).toMatchObject({
        "gatewayresponse.header.Content-Type": "'application/problem+json'",
        "gatewayresponse.header.Cache-Control": "'no-store'",
      });
      expectProblem((ResponseTemplates as Record<string, string>)["application/json"], StatusCode);
    }
  });

  it.each([
    ["MISSING_AUTHENTICATION_TOKEN", "404", "not-found"],
    ["REQUEST_TOO_LARGE", "413", "too-large"],
    ["UNSUPPORTED_MEDIA_TYPE", "415", "unsupported-media-type"],
    ["THROTTLED", "429", "rate-limited"],
    ["INTEGRATION_TIMEOUT", "503", "unavailable"],
    ["DEFAULT_4XX", "404", "not-found"],
    ["DEFAULT_5XX", "500", "internal"],
  ])("turns %s into %s %s", (type, status, name) => {
    const response = responses.find(({ ResponseType }) => ResponseType === type);
    expect(response?.StatusCode).toBe(status);
    expect((response?.ResponseTemplates as Record<string, string>)["application/json"]).toContain(
      `problem:${name}"`,
    );
  });

  it("says of a signature that it is not taken, where admins sign, and not that the address is wrong", async () => {
    const desk = { admins: [{ arn: "arn:aws:iam::111122223333:role/Administrators", role: "owner" }] };
    const signed = await synthesize("prod", { settings: { desk } });
    const answers = new Map(
      ofType(signed.service, "AWS::ApiGateway::GatewayResponse").map(({ Properties }) => [
        Properties.ResponseType,
        Properties,
      ]),
    );
    for (const type of ["EXPIRED_TOKEN", "INVALID_SIGNATURE"]) {
      const { StatusCode, ResponseTemplates } = answers.get(type) ?? {};
      const document = (ResponseTemplates as Record<string, string> | undefined)?.["application/json"];
      expect(StatusCode).toBe("403");
      expectProblem(document, StatusCode);
      expect(document).toContain("the clock");
      expect(responses.map(({ ResponseType }) => ResponseType)).not.toContain(type);
    }
  });

  it.each(["THROTTLED", "INTEGRATION_TIMEOUT"])("tells when to come back after %s", (type) => {
    const response = responses.find(({ ResponseType }) => ResponseType === type);
    expect(response?.ResponseParameters).toMatchObject({ "gatewayresponse.header.Retry-After": "'5'" });
  });
});

describe("a script of another origin", () => {
  const readable = {
    "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
    "gatewayresponse.header.Access-Control-Expose-Headers": "'Retry-After'",
    "gatewayresponse.header.Cross-Origin-Resource-Policy": "'cross-origin'",
  };
  const of = async (settings: object) =>
    ofType((await synthesize("dev", { settings })).service, "AWS::ApiGateway::GatewayResponse").map(
      ({ Properties }) => Properties.ResponseParameters,
    );

  it.each([
    ["corsOrigins", { corsOrigins: ["https://app.example.com"] }],
    [
      "an app's own origin",
      { clients: [{ id: "app", name: "App", redirectUris: ["https://app.example.com/callback"] }] },
    ],
  ])(
    "can read what API Gateway answers, and when to come back, where it may call: %s",
    async (_case, settings) => {
      const answers = await of(settings);
      expect(answers.length).toBeGreaterThan(10);
      for (const answer of answers) expect(answer).toMatchObject(readable);
    },
  );

  it("can read nothing where it may not call", async () => {
    for (const answer of await of({})) expect(JSON.stringify(answer)).not.toContain("Access-Control");
  });
});

function expectProblem(document: string | undefined, status: unknown): void {
  const { type, detail, ...rest } = JSON.parse(document ?? "") as { type: string; detail: string };
  const own = problem(type.replace("urn:latchkey:problem:", "") as ProblemName, detail);
  expect(rest).toEqual({ title: own.title, status: own.status });
  expect(status).toBe(String(own.status));
}
