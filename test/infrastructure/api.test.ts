import { describe, expect, it } from "@jest/globals";
import { integrationOf, methodsOf } from "./methods.ts";
import { nameOf } from "./names.ts";
import { routes } from "./served-routes.ts";
import { ofType, type Synthesized, synthesize } from "./synthesize.ts";

const app = await synthesize("prod");
const { service } = app;
const cors = await synthesize("dev", {
  settings: {
    corsOrigins: ["https://app.example.com", "https://shop.example.com", "capacitor://localhost"],
    proxy: { networks: ["192.0.2.0/24"] },
  },
  publicUrl: "https://id.example.com",
  throttle: { requestsPerSecond: 7, burst: 9 },
});

const methods = methodsOf(app);
const paths = [...new Set(routes.map(({ path }) => path))];

describe("the API", () => {
  it("has the methods of routes.ts, and one for all others on each path", () => {
    const expected = [
      ...routes.map(({ method, path }) => `${method} ${path}`),
      ...paths.map((path) => `ANY ${path}`),
    ];
    expect([...methods.keys()].sort()).toEqual(expected.sort());
  });

  it.each(routes)("answers $method $path with $function", ({ method, path, function: name }) => {
    const integration = integrationOf(methods.get(`${method} ${path}`));
    expect(integration?.Type).toBe("AWS_PROXY");
    expect(nameOf(integration?.Uri, service, app)).toContain(
      `/functions/latchkey-prod-${name}:live/invocations`,
    );
  });

  it("may invoke each function for its route alone", () => {
    const ofApi = ofType(service, "AWS::Lambda::Permission").filter(
      ({ Properties }) => Properties.Principal === "apigateway.amazonaws.com",
    );
    const permissions = ofApi.map(
      ({ Properties }) =>
        `${nameOf(Properties.FunctionName, service, app)} ${nameOf(Properties.SourceArn, service, app).split("/").slice(2).join("/")}`,
    );
    expect(permissions.sort()).toEqual(
      routes
        .map(
          (route) =>
            `latchkey-prod-${route.function}:live ${route.method}${route.path.replace(/\{\w+\}/, "*")}`,
        )
        .sort(),
    );
  });

  it("hands on byte for byte what has files, and all other bodies as text", () => {
    const [api] = ofType(service, "AWS::ApiGateway::RestApi");
    expect(api?.Properties.BinaryMediaTypes).toEqual(["multipart/form-data"]);
  });

  it("is regional, named after the stage, and limits what comes in", () => {
    expect(ofType(service, "AWS::ApiGateway::RestApi")).toMatchObject([
      { Properties: { Name: "latchkey-prod", EndpointConfiguration: { Types: ["REGIONAL"] } } },
    ]);
    const limits = {
      HttpMethod: "*",
      ResourcePath: "/*",
      ThrottlingRateLimit: 100,
      ThrottlingBurstLimit: 200,
    };
    expect(ofType(service, "AWS::ApiGateway::Stage")).toMatchObject([
      {
        Properties: {
          StageName: "prod",
          MethodSettings: expect.arrayContaining([expect.objectContaining(limits)]) as unknown,
        },
      },
    ]);
    expect(ofType(cors.service, "AWS::ApiGateway::Stage")).toMatchObject([
      {
        Properties: {
          MethodSettings: expect.arrayContaining([
            expect.objectContaining({ HttpMethod: "*", ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 }),
          ]) as unknown,
        },
      },
    ]);
  });
});

describe("the public URL", () => {
  const urlOf = (synthesized: Synthesized) =>
    nameOf(synthesized.service.Outputs?.ApiUrl?.Value, synthesized.service, synthesized);

  it("is made of the API's id and the stage by default, and the same everywhere", () => {
    expect(urlOf(app)).toBe("https://latchkey-prod.execute-api.eu-central-1.amazonaws.com/prod");
    for (const { Properties } of ofType(service, "AWS::Lambda::Function")) {
      // What runs at deployment alone knows nothing of the service.
      if (Properties.FunctionName === "latchkey-prod-set-sms-account") continue;
      const { Variables } = Properties.Environment as { Variables: { PUBLIC_URL: unknown } };
      expect(nameOf(Variables.PUBLIC_URL, service, app)).toBe(urlOf(app));
    }
  });

  it("is the configured one where there is one", () => {
    expect(urlOf(cors)).toBe("https://id.example.com");
  });
});

describe("a script of another origin", () => {
  it("gets no preflight answer where no origins are configured", () => {
    expect([...methods.keys()].filter((method) => method.startsWith("OPTIONS"))).toEqual([]);
  });

  it("gets one on every path for the configured origins", () => {
    const preflights = [...methodsOf(cors)].filter(([method]) => method.startsWith("OPTIONS"));
    expect(preflights.map(([method]) => method).sort()).toEqual(
      paths.map((path) => `OPTIONS ${path}`).sort(),
    );
    for (const [, method] of preflights) {
      const text = JSON.stringify(method);
      expect(text).toContain("https://app.example.com");
      expect(text).toContain("https://shop.example.com");
      expect(text).toContain("capacitor://localhost");
      expect(text).not.toContain("'*'");
    }
  });
});
