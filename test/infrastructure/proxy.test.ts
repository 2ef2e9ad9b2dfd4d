import { describe, expect, it } from "@jest/globals";
import { parseStage } from "../../lib/stage-config.ts";
import { routes } from "./served-routes.ts";
import { ofType, synthesize } from "./synthesize.ts";

const NETWORKS = ["192.0.2.0/24", "2001:db8::/32"];
const publicUrl = "https://id.example.org";
const app = await synthesize("prod", { publicUrl, settings: { proxy: { networks: NETWORKS } } });

interface Statement {
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: string;
  readonly Resource: readonly string[];
  readonly Condition: object;
}

const policyOf = ({ service }: typeof app) =>
  ofType(service, "AWS::ApiGateway::RestApi")[0]?.Properties.Policy as
    { readonly Statement: readonly Statement[] } | undefined;

/** Whether a policy's Allow covers a path. */
function covers(path: string): boolean {
  const asked = `execute-api:/prod/GET${path}`;
  return (policyOf(app)?.Statement ?? []).some(({ Resource }) =>
    Resource.some((arn) =>
      new RegExp(`^${arn.replaceAll(".", String.raw`\.`).replaceAll("*", ".*")}$`).test(asked),
    ),
  );
}

describe("an API behind the owner's proxy", () => {
  it("admits the proxy's networks, and no other", () => {
    const statements = policyOf(app)?.Statement ?? [];
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatchObject({
      ...{ Effect: "Allow", Principal: { AWS: "*" }, Action: "execute-api:Invoke" },
      Condition: { IpAddress: { "aws:SourceIp": NETWORKS } },
    });
  });

  it.each(routes)("admits them to every route: $path", ({ path }) => {
    expect(covers(path)).toBe(true);
    expect(covers(`/server${path}`)).toBe(true);
  });

  it("leaves out where IAM admits callers, for whom its Allow would stand in IAM's place", () => {
    for (const path of ["/admin-api", "/admin-api/customers", "/"]) expect(covers(path)).toBe(false);
  });

  it("has no policy where there is no proxy: every user's address calls by itself", async () => {
    expect(policyOf(await synthesize("prod"))).toBeUndefined();
  });

  it("has a policy that AWS takes, with as many networks as may be named", async () => {
    const networks = Array.from({ length: 50 }, (_, n) => `2001:db8:ffff:ffff:ffff:ffff:${n}:ffff/128`);
    const most = await synthesize("prod", { publicUrl, settings: { proxy: { networks } } });
    expect(JSON.stringify(policyOf(most)).length).toBeLessThan(8192);
  });

  it("is not limited by address at the firewall, where all users have the proxy's", () => {
    const [acl] = ofType(app.service, "AWS::WAFv2::WebACL");
    const rules = acl?.Properties.Rules as readonly { readonly Name: string; readonly Statement: object }[];
    const sets = Object.entries(app.service.Resources).filter(
      ([, { Type, Properties }]) =>
        Type === "AWS::WAFv2::IPSet" && String(Properties.Name).includes("-proxy-"),
    );
    expect(sets.flatMap(([, { Properties }]) => Properties.Addresses)).toEqual(NETWORKS);
    const left = JSON.stringify({
      NotStatement: {
        Statement: {
          OrStatement: {
            Statements: sets.map(([id]) => ({
              IPSetReferenceStatement: { Arn: { "Fn::GetAtt": [id, "Arn"] } },
            })),
          },
        },
      },
    });
    for (const name of ["request-rate", "any-rate"])
      expect(JSON.stringify(rules.find(({ Name }) => Name === name)?.Statement)).toContain(left);
  });
});

describe("a public URL that is not the stage's own", () => {
  const refusal = (stage: object) => {
    try {
      parseStage({ one: stage }, "one");
    } catch (error) {
      return (error as Error).message;
    }
    return "accepted";
  };

  it("is refused unless the proxy's networks are named", () => {
    expect(refusal({ publicUrl })).toContain(
      "- stages.one.publicUrl: without a domain it is the address of a proxy: name the networks",
    );
    expect(refusal({ publicUrl, settings: { proxy: { networks: NETWORKS } } })).toBe("accepted");
  });

  it.each([
    ["none", []],
    ["more than 50", Array.from({ length: 51 }, (_, n) => `192.0.2.${n}/32`)],
    ["what is no network", ["192.0.2.1"]],
    ["everybody", ["0.0.0.0/0"]],
    ["half of everybody", ["::/1"]],
  ])("is refused with networks that are no proxy's: %s", (_case, networks) => {
    expect(refusal({ publicUrl, settings: { proxy: { networks } } })).toMatch(
      /- stages\.one\.settings\.proxy\.networks/,
    );
  });

  it("is what a proxy needs", () => {
    expect(refusal({ settings: { proxy: { networks: NETWORKS } } })).toContain(
      "- stages.one.settings.proxy: a proxy needs a publicUrl or a domain",
    );
  });
});
