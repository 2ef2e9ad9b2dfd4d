import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../functions/settings/schema.ts";
import { reportRoutes } from "../../functions/routes/consumers.ts";
import { type Asked, rulesOf, verdictOf } from "./firewall-verdict.ts";
import { routes } from "./served-routes.ts";
import { ofType, synthesize } from "./synthesize.ts";

type Properties = Readonly<Record<string, unknown>>;

const app = await synthesize("prod", { waf: { allow: ["192.0.2.0/24", "2001:db8::/32"] } });
const [acl] = ofType(app.service, "AWS::WAFv2::WebACL").map(({ Properties }) => Properties);
const rules = rulesOf(app.service);
const ruleNamed = (name: string, of = rules) => of.find(({ Name }) => Name === name);

describe("the firewall", () => {
  it("denies, then allows, then asks AWS, then counts", () => {
    expect(rules.map(({ Name }) => Name)).toEqual([
      ...["deny", "allow", "ip-reputation", "common", "common-elsewhere"],
      ...["request-rate", "any-rate"],
    ]);
    expect(ofType(app.service, "AWS::WAFv2::WebACLAssociation")).toHaveLength(1);
  });

  it("leaves the addresses of servers to their usage plan", () => {
    for (const name of ["request-rate", "any-rate"])
      expect(JSON.stringify(ruleNamed(name)?.Statement)).toContain(
        '{"NotStatement":{"Statement":{"ByteMatchStatement":{"FieldToMatch":{"UriPath":{}},"PositionalConstraint":"CONTAINS","SearchString":"/server/"',
      );
  });

  it("limits one address on POST /otp/request, and on all paths together", () => {
    const request = ruleNamed("request-rate")?.Statement as Properties;
    expect(request).toMatchObject({ RateBasedStatement: { Limit: 100, AggregateKeyType: "IP" } });
    expect(JSON.stringify(request)).toContain('"/otp/request"');
    const any = ruleNamed("any-rate")?.Statement as Properties;
    expect(any).toMatchObject({ RateBasedStatement: { Limit: 2000, AggregateKeyType: "IP" } });
    // Nothing but the servers' paths and those of providers' reports is left out.
    const left = JSON.stringify(any).match(/"SearchString":"[^"]+"/g);
    expect(left).toEqual(['"SearchString":"/otp/receipts/"', '"SearchString":"/server/"']);
  });

  it("leaves providers' reports out, all of them", () => {
    expect(reportRoutes.map(({ path }) => path).filter((path) => !path.startsWith("/otp/receipts/"))).toEqual(
      [],
    );
    expect(JSON.stringify(ruleNamed("any-rate")?.Statement)).toContain(
      '{"NotStatement":{"Statement":{"ByteMatchStatement":{"FieldToMatch":{"UriPath":{}},"PositionalConstraint":"CONTAINS","SearchString":"/otp/receipts/"',
    );
  });

  it.each(["request-rate", "any-rate"])(
    "answers who asks too often with a problem document and when to come back: %s",
    (name) => {
      const { CustomResponseBodies } = acl as { CustomResponseBodies: Record<string, { Content: string }> };
      expect(JSON.parse(CustomResponseBodies["rate-limited"]?.Content ?? "")).toMatchObject({ status: 429 });
      expect(ruleNamed(name)?.Action).toMatchObject({
        Block: {
          CustomResponse: {
            ...{ ResponseCode: 429, CustomResponseBodyKey: "rate-limited" },
            ResponseHeaders: [{ Name: "Retry-After" }],
          },
        },
      });
    },
  );

  it("keeps both kinds of networks in sets of their own", () => {
    const sets = ofType(app.service, "AWS::WAFv2::IPSet").map(({ Properties }) => [
      Properties.Name,
      Properties.Addresses,
    ]);
    expect(Object.fromEntries(sets)).toEqual({
      "latchkey-prod-deny-ipv4": [],
      "latchkey-prod-deny-ipv6": [],
      "latchkey-prod-allow-ipv4": ["192.0.2.0/24"],
      "latchkey-prod-allow-ipv6": ["2001:db8::/32"],
    });
  });
});

const OPENING = ["cookie", "authorization", "x-api-key"];

describe("what the firewall shows of requests", () => {
  it("is a metric and samples for each rule", () => {
    const shown = rules.map(({ VisibilityConfig }) => VisibilityConfig as Properties);
    expect(new Set(shown.map(({ MetricName }) => MetricName)).size).toBe(rules.length);
    for (const visibility of shown) expect(visibility).toMatchObject({ SampledRequestsEnabled: true });
  });

  it("holds nothing that opens something, and no query, in which addresses may stand", () => {
    expect(acl?.DataProtectionConfig).toEqual({
      DataProtections: [
        { Action: "SUBSTITUTION", Field: { FieldType: "SINGLE_HEADER", FieldKeys: OPENING } },
        { Action: "SUBSTITUTION", Field: { FieldType: "QUERY_STRING" } },
      ],
    });
  });

  it("is written down only where the owner says so, in a group that WAF takes, without the same", async () => {
    expect(ofType(app.service, "AWS::WAFv2::LoggingConfiguration")).toEqual([]);
    const { service } = await synthesize("prod", { waf: { logs: true } });
    const [group] = ofType(service, "AWS::Logs::LogGroup").filter(({ Properties }) =>
      String(Properties.LogGroupName).startsWith("aws-waf-logs-"),
    );
    expect(group).toMatchObject({
      Properties: { LogGroupName: "aws-waf-logs-latchkey-prod", RetentionInDays: 90 },
    });
    expect(ofType(service, "AWS::WAFv2::LoggingConfiguration")).toMatchObject([
      {
        Properties: {
          LogDestinationConfigs: [
            "arn:aws:logs:eu-central-1:111122223333:log-group:aws-waf-logs-latchkey-prod",
          ],
          RedactedFields: [
            ...OPENING.map((Name) => ({ SingleHeader: { Name } })),
            { QueryString: {} },
            { UriPath: {} },
          ],
        },
      },
    ]);
  });
});

const verdict = (asked: Asked) => verdictOf(rules, asked);

const LOOPBACK = [
  "http://127.0.0.1:49152/callback",
  "http://localhost:4000/callback",
  "http://[::1]:8080/callback",
];
/** As long as a request may be whose `state` an app fills, and half of what API Gateway takes of all headers. */
const LONG = "s".repeat(2400);

describe("what a provider may report", () => {
  const quoting = JSON.stringify([{ response: "451 4.4.1 localhost, see http://198.51.100.7/why" }]);

  it.each(["twilio", "sendgrid", "webhook"])("quotes what a mail server says of itself: %s", (provider) => {
    for (const path of [`/otp/receipts/${provider}`, `/prod/otp/receipts/${provider}`])
      expect(verdict({ path, body: quoting })).toBe("let through");
    expect(verdict({ path: `/otp/receipts/${provider}/more`, body: quoting })).toBe("blocked");
  });

  it("is a batch that is larger than the rule for bodies takes", () => {
    expect(verdict({ path: "/otp/receipts/sendgrid", body: quoting.repeat(10_000) })).toBe("let through");
  });
});

describe("what an app may send", () => {
  it.each(LOOPBACK)("is sent back to the user's own machine: %s", (redirectUri) => {
    const settings = { clients: [{ id: "app", name: "App", redirectUris: [redirectUri] }] };
    expect(parseSettings(settings)).toHaveProperty("settings");
    const query = `client_id=app&redirect_uri=${encodeURIComponent(redirectUri)}`;
    for (const path of ["/otp/authorize", "/prod/otp/authorize", "/otp/end-session/"])
      expect(verdict({ path, query })).toBe("let through");
    expect(verdict({ path: "/otp/token", body: query })).toBe("let through");
  });

  it("is as long as an authorization request may be", () => {
    const query = `client_id=app&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&state=${LONG}`;
    expect(query.length).toBeGreaterThan(2048);
    expect(verdict({ path: "/otp/authorize", query })).toBe("let through");
    // It comes back to a form after a sign-in.
    expect(verdict({ path: "/prod/otp/verify", query })).toBe("let through");
  });

  it("is looked at as before where no app and no form asks", () => {
    const query = `to=${encodeURIComponent("http://127.0.0.1/")}`;
    for (const path of ["/.well-known/jwks.json", "/openapi.json", "/other", "/otp/authorize/more"]) {
      expect([path, verdict({ path, query })]).toEqual([path, "blocked"]);
      expect([path, verdict({ path, query: LONG })]).toEqual([path, "blocked"]);
      expect([path, verdict({ path, body: query })]).toEqual([path, "blocked"]);
    }
  });

  it("has an expression that WAF takes, with every path of an app and a form in it", () => {
    const { RegexString = "" } =
      /"RegexString":"(?<text>(?:[^"\\]|\\.)*)"/.exec(JSON.stringify(ruleNamed("common-elsewhere")))
        ?.groups ?? {};
    expect(RegexString.length).toBeLessThanOrEqual(512);
    const apps = routes.map(({ path }) => path).filter((path) => path.startsWith("/otp/"));
    const blocked = apps.filter((path) => verdict({ path, query: `x=${LONG}` }) === "blocked");
    expect(blocked).toEqual([]);
  });
});
