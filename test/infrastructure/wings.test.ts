import { describe, expect, it } from "@jest/globals";
import { consumers, FUNCTIONS, type FunctionName, routes, WINGS } from "../../functions/routes.ts";
import { DEPLOYED } from "../../lib/function-names.ts";
import { ofType, synthesize, type TemplateJson } from "./synthesize.ts";

const SERVICE = "latchkey-prod-service";
const prod = await synthesize("prod", {
  settings: {
    secondFactor: "optional",
    desk: { admins: [{ arn: "arn:aws:iam::123456789012:role/owner", role: "owner" }] },
    events: { webhooks: [{ id: "billing", url: "https://billing.example.com/events" }] },
    factors: { passkeys: { rpId: "auth.example.com" } },
    channels: {
      voice: {
        enabled: true,
        providers: [{ use: "aws-voice", originationIdentity: `phone-${"0123456789abcdef".repeat(2)}` }],
      },
    },
  },
});

/** Spelled out here: names are hard to change once they are deployed. */
const functionNameOf = (stage: string, name: string) => `latchkey-${stage}-${name}`;

/** The names of the functions of a template, as it writes them. */
const named = (template: TemplateJson | undefined) =>
  template ? ofType(template, "AWS::Lambda::Function").map(({ Properties }) => Properties.FunctionName) : [];

/** The templates of nested stacks, by the name of their wing. */
const nested = new Map(
  Object.keys(WINGS).map((wing) => {
    const found = [...prod.templates].filter(([name]) => name.startsWith(`${SERVICE}/Functions${wing}`));
    return [wing, found.map(([, template]) => template)] as const;
  }),
);

const rows = Object.entries(FUNCTIONS) as [FunctionName, { readonly wing?: string }][];
const served = new Set<string>(
  routes
    .filter(
      (route) => !("onlyWith" in route) || ["second-factor", "passkeys", "desk"].includes(route.onlyWith),
    )
    .map((route) => route.function),
);

describe("the functions of a wing", () => {
  it.each(Object.keys(WINGS))("stand in one nested stack, and no others do: %s", (wing) => {
    const own = rows.filter(([name, row]) => row.wing === wing && served.has(name)).map(([name]) => name);
    const consuming = consumers.filter(
      (row) => "wing" in row && row.wing === wing && row.source !== "outbound",
    );
    const spoken = wing === "voice" ? ["deliver-code-voice"] : [];
    const names = [...own, ...consuming.map(({ handler }) => handler), ...spoken];
    expect(nested.get(wing)).toHaveLength(1);
    expect(named(nested.get(wing)?.[0])).toEqual(names.map((name) => functionNameOf("prod", name)));
  });

  it("are not in the service stack itself, which has those of the core", () => {
    const core = rows.filter(([name, { wing }]) => wing === undefined && served.has(name));
    const stands = named(prod.templates.get(SERVICE));
    expect(stands).toEqual(expect.arrayContaining(core.map(([name]) => functionNameOf("prod", name))));
    for (const [name, { wing }] of rows)
      if (wing !== undefined) expect(stands).not.toContain(functionNameOf("prod", name));
  });

  it("have their role, their logs, their alias and its guard beside them; the desk's have no guard", () => {
    for (const [wing, [template]] of nested) {
      const functions = named(template).length;
      // Admins alone call them: what fails there is seen by who deploys.
      const guarded = wing === "desk" ? 0 : functions;
      const count = (type: string) => ofType(template!, type).length;
      expect(functions).toBeGreaterThan(0);
      expect(count("AWS::Logs::LogGroup")).toBe(functions);
      for (const type of [
        "Lambda::Alias",
        "Lambda::Version",
        "CodeDeploy::DeploymentGroup",
        "Logs::MetricFilter",
      ])
        expect([wing, type, count(`AWS::${type}`)]).toEqual([wing, type, guarded]);
      const guards = ofType(template!, "AWS::CloudWatch::Alarm").filter(({ Properties }) =>
        String(Properties.AlarmName).endsWith("-failing"),
      );
      expect(guards).toHaveLength(guarded);
      // One more moves the aliases.
      expect(count("AWS::IAM::Role")).toBe(functions + (guarded > 0 ? 1 : 0));
    }
  });

  it("share their stack with nothing that must survive it but their logs", () => {
    for (const [template] of nested.values()) {
      const kept = Object.values(template!.Resources).filter(
        ({ DeletionPolicy }) => DeletionPolicy !== undefined && DeletionPolicy !== "Delete",
      );
      expect(new Set(kept.map(({ Type }) => Type))).toEqual(new Set(["AWS::Logs::LogGroup"]));
    }
  });

  it.each([
    ["without a canary", { canary: false }],
    ["kept warm without a canary", { canary: false, provisionedConcurrency: { tokens: 2 } }],
    ["with a share of the account's concurrency", { reservedConcurrency: { tokens: 5 } }],
  ])("stand there as well %s", async (_shape, override) => {
    const app = await synthesize("prod", override);
    const [, template] = [...app.templates].find(([name]) => name.startsWith(`${SERVICE}/`)) ?? [];
    expect(named(template)).toEqual(["latchkey-prod-apps", "latchkey-prod-tokens"]);
    const warm = "provisionedConcurrency" in override;
    const aliases = "canary" in override ? (warm ? 1 : 0) : 2;
    expect(ofType(template!, "AWS::Lambda::Alias")).toHaveLength(aliases);
    const reserved = ofType(template!, "AWS::Lambda::Function").map(
      ({ Properties }) => Properties.ReservedConcurrentExecutions,
    );
    expect(reserved).toEqual([undefined, "reservedConcurrency" in override ? 5 : undefined]);
  });
});

describe("the addresses of a wing that has its own", () => {
  const [wing] = nested.get("factors") ?? [];
  const isOf = (type: string) => (resource: { readonly Type: string }) => resource.Type === `AWS::${type}`;
  const pathParts = (template: TemplateJson | undefined) =>
    ofType(template!, "AWS::ApiGateway::Resource").map(({ Properties }) => Properties.PathPart);
  const deploymentOf = (app: typeof prod) =>
    Object.entries(app.templates.get(SERVICE)!.Resources).find(([, one]) =>
      isOf("ApiGateway::Deployment")(one),
    )!;

  it("stand in its nested stack, below a folder of the core", () => {
    expect(pathParts(wing)).toEqual(
      expect.arrayContaining(["factor", "account", "passkeys", "backup-codes"]),
    );
    expect(pathParts(wing)).not.toContain("otp");
    const core = pathParts(prod.templates.get(SERVICE));
    expect(core).toContain("otp");
    for (const own of ["factor", "account", "passkeys"]) expect(core).not.toContain(own);
  });

  it("are deployed once they stand, and again when they change", async () => {
    const [id, deployment] = deploymentOf(prod);
    const waits = [(deployment as { readonly DependsOn?: readonly string[] }).DependsOn ?? []].flat();
    expect(waits.filter((one) => one.startsWith("Functionsfactors"))).toHaveLength(1);
    const others = [
      await synthesize("prod", { settings: { secondFactor: "optional" } }),
      await synthesize("prod", { settings: { secondFactor: "optional", account: "on" } }),
      await synthesize("prod", { settings: { secondFactor: "optional" }, canary: false }),
    ].map((app) => deploymentOf(app)[0]);
    expect(new Set([id, ...others]).size).toBe(4);
  });

  it("are answered by their functions for this stage's API and no other", () => {
    const permissions = ofType(wing!, "AWS::Lambda::Permission");
    const called = ofType(wing!, "AWS::ApiGateway::Method").filter(
      ({ Properties }) => (Properties.Integration as { readonly Type: string }).Type === "AWS_PROXY",
    );
    expect(permissions).toHaveLength(called.length);
    for (const { Properties } of permissions) {
      expect(Properties).toMatchObject({
        Principal: "apigateway.amazonaws.com",
        Action: "lambda:InvokeFunction",
      });
      expect(JSON.stringify(Properties.SourceArn)).toMatch(
        /RestApi\w*Ref"},"\/prod\/(GET|POST)\/otp\/[a-z/-]+"/,
      );
    }
  });
});

describe("a function's name", () => {
  it("holds the stage and what routes.ts calls it, and nothing of its stack", async () => {
    const dev = await synthesize("dev");
    for (const [stage, { templates }] of [
      ["prod", prod],
      ["dev", dev],
    ] as const) {
      const known = new Set<unknown>(DEPLOYED.map((name) => functionNameOf(stage, name)));
      const names = [...templates.values()].flatMap(named);
      expect(names.filter((name) => !known.has(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("is never that of another stage's function", () => {
    // The stage `a` with a function `b-c` would take the name of the function `c` of the stage `a-b`.
    const ends = DEPLOYED.filter((name) =>
      DEPLOYED.some((other) => other !== name && name.endsWith(`-${other}`)),
    );
    expect(ends).toEqual([]);
  });

  it("is not that of its log group, which stays behind and would hold it", () => {
    const groups = [...prod.templates.values()].flatMap((template) =>
      ofType(template, "AWS::Logs::LogGroup"),
    );
    const names = groups.map(({ Properties }) => JSON.stringify(Properties.LogGroupName ?? ""));
    expect(groups.length).toBeGreaterThan(10);
    expect(names.filter((name) => name.includes("latchkey-prod"))).toEqual([]);
  });
});
