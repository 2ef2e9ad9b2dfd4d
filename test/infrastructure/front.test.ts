import { describe, expect, it } from "@jest/globals";
import { parseStage } from "../../lib/stage-config.ts";
import { methodsOf } from "./methods.ts";
import { routes } from "./served-routes.ts";
import { ofType, synthesize } from "./synthesize.ts";

const plain = await synthesize("prod", { waf: { allow: ["192.0.2.0/24", "2001:db8::/32"] } });
const servers = await synthesize("prod", {
  domain: {
    name: "id.example.com",
    certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/11111111-2222",
  },
  serverClients: { requestsPerSecond: 5, burst: 10, requestsPerDay: 1000 },
  throttle: { routes: { "POST /otp/request": { requestsPerSecond: 3, burst: 4 } } },
});

type Properties = Readonly<Record<string, unknown>>;
const one = ({ service }: typeof plain, type: string): Properties =>
  ofType(service, type)[0]?.Properties ?? {};

function rateOf(app: typeof plain, method: string, path: string): unknown[] {
  const settings = one(app, "AWS::ApiGateway::Stage").MethodSettings as Properties[];
  const resourcePath = `/${path.replaceAll("/", "~1")}`;
  const own = settings.find((each) => each.HttpMethod === method && each.ResourcePath === resourcePath);
  return [own?.ThrottlingRateLimit, own?.ThrottlingBurstLimit];
}

describe("a route", () => {
  it.each(routes)("has a rate of its own: $method $path", ({ method, path }) => {
    expect(rateOf(plain, method, path)).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it("has the stage's rate where the stage names one", () => {
    expect(rateOf(servers, "POST", "/otp/request")).toEqual([3, 4]);
    expect(rateOf(servers, "POST", "/otp/verify")).toEqual(rateOf(plain, "POST", "/otp/verify"));
  });

  it("cannot take more than the whole API", () => {
    const throttle = { burst: 5, routes: { "GET /otp/verify": { requestsPerSecond: 101, burst: 5 } } };
    expect(() => parseStage({ some: { throttle } }, "some")).toThrow(
      "stages.some.throttle.routes.GET /otp/verify.requestsPerSecond: 101 is more than the whole API takes",
    );
  });
});

describe("the access log", () => {
  const { AccessLogSetting } = one(plain, "AWS::ApiGateway::Stage") as { AccessLogSetting: Properties };

  it("tells what was asked and answered, and nothing of who asked", () => {
    const format = JSON.parse(AccessLogSetting.Format as string) as Record<string, string>;
    expect(Object.values(format).sort()).toEqual(
      [
        ...["error.responseType", "httpMethod", "identity.apiKeyId", "integrationLatency"],
        ...["integrationStatus", "requestId", "requestTimeEpoch", "resourcePath", "responseLatency"],
        ...["responseLength", "status", "wafResponseCode"],
      ].map((name) => `$context.${name}`),
    );
  });

  it("goes to a log group that is kept as long as the others", () => {
    const logs = ofType(plain.service, "AWS::Logs::LogGroup").map(({ Properties }) => Properties);
    // Those that SNS names are its own.
    const ours = logs.filter(({ LogGroupName }) => LogGroupName === undefined);
    expect(new Set(ours.map(({ RetentionInDays }) => RetentionInDays))).toEqual(new Set([90]));
    expect(JSON.stringify(AccessLogSetting.DestinationArn)).toContain("AccessLog");
  });
});

describe("a stage with a domain", () => {
  it("answers there over TLS 1.2 at least, and nowhere else", () => {
    expect(ofType(servers.data, "AWS::ApiGateway::DomainName")[0]?.Properties).toMatchObject({
      DomainName: "id.example.com",
      SecurityPolicy: "TLS_1_2",
      EndpointConfiguration: { Types: ["REGIONAL"] },
    });
    expect(ofType(servers.service, "AWS::ApiGateway::BasePathMapping")).toHaveLength(1);
    expect(one(servers, "AWS::ApiGateway::RestApi").DisableExecuteApiEndpoint).toBe(true);
    expect(one(plain, "AWS::ApiGateway::RestApi").DisableExecuteApiEndpoint).toBe(false);
  });

  it("is known by it, and says where the DNS record has to point", () => {
    expect(servers.service.Outputs?.ApiUrl?.Value).toBe("https://id.example.com");
    expect(JSON.stringify(servers.data.Outputs?.DomainTarget?.Value)).toContain("RegionalDomainName");
  });
});

describe("what others know of a stage and keep", () => {
  it("outlives the API: domain, servers' key and sender's identity are with the data", () => {
    const kept = ["ApiGateway::DomainName", "ApiGateway::ApiKey", "SES::EmailIdentity"];
    for (const type of kept) {
      expect([type, ofType(servers.data, `AWS::${type}`).length]).toEqual([type, 1]);
      expect([type, ofType(servers.service, `AWS::${type}`)]).toEqual([type, []]);
    }
  });
});

describe("the owner's servers", () => {
  const keyed = (app: typeof plain) =>
    [...methodsOf(app)].filter(([, method]) => method.Properties.ApiKeyRequired === true);

  it("ask with their key where codes are opened, sent and checked, and need none elsewhere", () => {
    expect(
      keyed(servers)
        .map(([name]) => name)
        .sort(),
    ).toEqual(["request", "resend", "status", "verify"].map((name) => `POST /server/otp/${name}`));
    expect(keyed(plain)).toEqual([]);
    expect([...methodsOf(plain).keys()].filter((name) => name.includes("/server"))).toEqual([]);
  });

  it("limits the key by the second and by the day, and holds no value of it", () => {
    expect(one(servers, "AWS::ApiGateway::UsagePlan")).toMatchObject({
      Throttle: { RateLimit: 5, BurstLimit: 10 },
      Quota: { Limit: 1000, Period: "DAY" },
      ApiStages: [{ ApiId: expect.anything() as unknown, Stage: expect.anything() as unknown }],
    });
    const keys = ofType(servers.data, "AWS::ApiGateway::ApiKey");
    expect(keys).toHaveLength(1);
    expect(keys[0]?.Properties).not.toHaveProperty("Value");
    expect(ofType(servers.service, "AWS::ApiGateway::UsagePlanKey")).toHaveLength(1);
  });
});
