import { describe, expect, it } from "@jest/globals";
import { deskRoutes } from "../../functions/routes/desk.ts";
import { CORE, rulesOf, verdictOf } from "./firewall-verdict.ts";
import { synthesize } from "./synthesize.ts";

const ADMINS = [
  { arn: "arn:aws:iam::123456789012:role/owners", role: "owner" },
  { recipient: "anna@utility.example", role: "owner" },
];
const { service } = await synthesize("prod", {
  waf: { enabled: true },
  settings: { registration: "registered", liveChanges: "on", desk: { admins: ADMINS } },
});
const plain = rulesOf((await synthesize("prod", { waf: { enabled: true } })).service);
const rules = rulesOf(service);

/** As callers write them: with a name in the place of braces. */
const POSTED = deskRoutes
  .filter(({ method }) => method === "POST")
  .map(({ path }) => path.replaceAll(/\{\w+\}/g, "import"));

describe("what is posted to the desk", () => {
  it.each([...POSTED, "/prod/admin/customers", "/admin/customers/"])(
    "is only counted by each of the common rules: %s",
    (path) => {
      const blocked = Object.keys(CORE).filter(
        (name) => verdictOf(rules, { path, found: [name] }) === "blocked",
      );
      expect(blocked).toEqual([]);
      expect(verdictOf(rules, { path, found: Object.keys(CORE) })).toBe("let through");
    },
  );

  it("is a file of customers, or a text, as admins have them", () => {
    const file = "1017;<script>Müller & Söhne</script>;http://198.51.100.7/../../etc;localhost\n".repeat(500);
    const body = encodeURIComponent(file);
    expect(verdictOf(rules, { path: "/admin/act/import", body })).toBe("let through");
    expect(verdictOf(rules, { path: "/otp/verify", body })).toBe("blocked");
    expect(verdictOf(plain, { path: "/admin/act/import", body })).toBe("blocked");
  });

  it("is counted by the rates of one address, and looked for among known attackers, as all is", () => {
    const names = rules.map(({ Name }) => Name);
    expect(names).toEqual(plain.map(({ Name }) => Name));
    for (const name of ["deny", "ip-reputation", "request-rate", "any-rate"]) {
      const of = (list: typeof rules) => list.find(({ Name }) => Name === name)?.Statement;
      expect(JSON.stringify(of(rules))).toBe(JSON.stringify(of(plain)));
    }
  });
});

describe("everything else, beside a desk", () => {
  const LET = ["NoUserAgent_HEADER", "SizeRestrictions_BODY"];

  it.each([
    ["what the desk shows", "GET", "/admin/customers"],
    ["another path", "POST", "/.well-known/jwks.json"],
    ["a path that only ends like the desk's", "POST", "/x/y/admin"],
    ["a path that only begins like it", "POST", "/administration"],
    ["a path below it that is none", "POST", "/admin/a/b/c"],
  ])("is blocked by all rules as before: %s", (_, method, path) => {
    const through = Object.keys(CORE).filter(
      (name) => verdictOf(rules, { method, path, found: [name] }) === "let through",
    );
    expect(through.sort()).toEqual(LET);
    // A rule that AWS adds has no label here, and blocks.
    expect(verdictOf(rules, { method, path, found: ["NewRule_BODY"] })).toBe("blocked");
  });

  it("is let through on the paths of apps and forms as without a desk", () => {
    for (const path of ["/otp/authorize", "/otp/verify", "/prod/otp/token"])
      for (const name of Object.keys(CORE))
        expect([path, name, verdictOf(rules, { path, found: [name] })]).toEqual([
          ...[path, name],
          verdictOf(plain, { path, found: [name] }),
        ]);
  });

  it("is matched by expressions that WAF takes", () => {
    const all = [...JSON.stringify(rules).matchAll(/"RegexString":"((?:[^"\\]|\\.)*)"/g)];
    expect(all).toHaveLength(2);
    for (const [, text = ""] of all) expect(text.length).toBeLessThanOrEqual(512);
  });
});
