import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { functionsOf } from "../../functions/routes.ts";
import { routes } from "./served-routes.ts";
import { allGrants, DECRYPTS_TABLE, functionNamed, permissionsOf } from "./permissions.ts";
import { ofType, synthesize } from "./synthesize.ts";

const app = await synthesize("prod", { settings: { signing: "kms" }, kmsSigningKeys: ["second", "first"] });
const { data, service } = app;
const secret = await synthesize("prod", {}, { bundled: true });

/** The logical ids of the KMS keys that sign, by their name in the configuration. */
const keyOf = (name: string) => {
  const found = Object.entries(data.Resources).find(
    ([, { Type, Properties }]) =>
      Type === "AWS::KMS::Key" && String(Properties.Description).endsWith(`under the name "${name}"`),
  );
  return found?.[0] ?? "none";
};
const [SECOND, FIRST] = [keyOf("second"), keyOf("first")];
/** As names.ts calls them in grants: by their aliases. */
const aliasOf = (name: string) => `alias/latchkey/prod/signing-${name}`;
const rows = functionsOf(routes);
const checking = rows.filter(({ secrets }) => secrets.includes("signing"));

describe("a stage whose tokens KMS signs", () => {
  it("has a key of RSA 2048 for each name, which stays when the stack goes", () => {
    for (const name of ["second", "first"]) {
      const key = data.Resources[keyOf(name)];
      expect(key).toMatchObject({
        Properties: { KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" },
        DeletionPolicy: "RetainExceptOnCreate",
        UpdateReplacePolicy: "Retain",
      });
    }
  });

  it("keeps the signing secret, whose name would be taken when it came back, and lets no function of the API read it", () => {
    const secretsOf = (template: typeof data) =>
      ofType(template, "AWS::SecretsManager::Secret").map(({ Properties }) => Properties.Name);
    expect(secretsOf(data)).toEqual(secretsOf(secret.data));
    expect(allGrants(app, service).filter((grant) => grant.endsWith(" latchkey/prod/signing"))).toEqual([]);
  });

  it("lets functions that sign sign with the first key, and those that check read public keys, and no other", () => {
    for (const { handler, secrets, signs, table } of rows) {
      const kms = permissionsOf(app, service, `latchkey-prod-${handler}`).filter((grant) =>
        grant.startsWith("kms:"),
      );
      // The table's own key signs nothing, and answers to DynamoDB alone.
      const decrypts = table.length > 0 ? [DECRYPTS_TABLE] : [];
      const reads = secrets.some((name) => name === "signing" || name === "verifying")
        ? ["first", "second"].map((name) => `kms:GetPublicKey on ${aliasOf(name)}`)
        : [];
      expect([handler, kms]).toEqual([
        handler,
        [...decrypts, ...reads, ...(signs ? [`kms:Sign on ${aliasOf("second")}`] : [])].sort(),
      ]);
    }
    expect(new Set(checking.filter(({ signs }) => signs).map(({ handler }) => handler))).toEqual(
      new Set(["verify", "session", "tokens"]),
    );
    expect(new Set(checking.filter(({ signs }) => !signs).map(({ handler }) => handler))).toEqual(
      new Set(["discovery"]),
    );
  });

  it("tells the keys, the one that signs first, to the functions that need them, and no signing secret", () => {
    for (const { handler } of checking) {
      const { Environment } = functionNamed(service, `latchkey-prod-${handler}`).Properties as {
        readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
      };
      expect(Object.keys(Environment.Variables)).not.toContain("SECRET_ID_SIGNING");
      const ids = JSON.stringify(Environment.Variables.SIGNING_KEY_IDS);
      expect(ids.indexOf(SECOND)).toBeGreaterThan(0);
      expect(ids.indexOf(FIRST)).toBeGreaterThan(ids.indexOf(SECOND));
    }
  });
});

describe("a stage whose tokens the signing secret signs", () => {
  it("has no KMS key that signs, and grants no call of KMS but what DynamoDB needs of the table's key", () => {
    expect(
      ofType(secret.data, "AWS::KMS::Key").filter(({ Properties }) => Properties.KeyUsage === "SIGN_VERIFY"),
    ).toEqual([]);
    for (const { handler, table } of rows) {
      const kms = permissionsOf(secret, secret.service, `latchkey-prod-${handler}`).filter((grant) =>
        grant.includes("kms:"),
      );
      expect([handler, kms]).toEqual([handler, table.length > 0 ? [DECRYPTS_TABLE] : []]);
    }
  });
});

const changing = (signing: string, signingAlso: string) =>
  synthesize("prod", { settings: { signing, signingAlso } });

describe.each([
  ["from the secret to KMS", await changing("secret", "kms"), "secret"],
  ["from KMS to the secret", await changing("kms", "secret"), "kms"],
] as const)("a stage that changes %s", (_case, both, signing) => {
  it("has both, and tells both to functions that check or publish", () => {
    expect(ofType(both.data, "AWS::KMS::Key").filter(({ Properties }) => Properties.KeySpec)).toHaveLength(1);
    for (const { handler } of checking) {
      const name = `latchkey-prod-${handler}`;
      const { Environment } = functionNamed(both.service, name).Properties as {
        readonly Environment: { readonly Variables: object };
      };
      expect(Object.keys(Environment.Variables)).toEqual(
        expect.arrayContaining(["SECRET_ID_SIGNING", "SIGNING_KEY_IDS"]),
      );
      expect(permissionsOf(both, both.service, name)).toEqual(
        expect.arrayContaining([
          `kms:GetPublicKey on ${aliasOf("first")}`,
          "secretsmanager:GetSecretValue on latchkey/prod/signing",
        ]),
      );
    }
  });

  it("lets KMS sign only where it is the one that signs", () => {
    const signs = allGrants(both, both.service).filter((grant) => grant.startsWith("kms:Sign "));
    expect(signs.length > 0).toBe(signing === "kms");
  });
});

describe("the client of KMS", () => {
  it("is in the bundles of functions that sign or check tokens, and in no other", () => {
    const handlers = checking.map(({ handler }) => handler);
    const bundle = (handler: string) => readFileSync(secret.bundles.get(handler)!, "utf8");
    for (const handler of handlers) expect(bundle(handler)).toContain("TrentService");
    expect(bundle("resend")).not.toContain("TrentService");
  });
});
