import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { routes, type Route } from "../../functions/routes.ts";
import { DECRYPTS_TABLE, functionNamed, permissionsOf } from "./permissions.ts";
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
// A route of a provider is there only where the stage has that provider.
const rows = (routes as readonly Route[]).filter(({ onlyWith }) => onlyWith === undefined);
const checking = rows.filter(({ secrets }) => secrets.includes("signing"));

describe("a stage whose tokens KMS signs", () => {
  it("has a key of RSA 2048 for each name, which stays when the stack goes, and no signing secret", () => {
    for (const name of ["second", "first"]) {
      const key = data.Resources[keyOf(name)];
      expect(key).toMatchObject({
        Properties: { KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" },
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
      });
    }
    const names = ofType(data, "AWS::SecretsManager::Secret").map(({ Properties }) => Properties.Name);
    expect(names.sort()).toEqual(["cookie", "passcode", "recipient"].map((name) => `latchkey/prod/${name}`));
  });

  it("rotates and fills what secrets there are", () => {
    expect(ofType(data, "AWS::SecretsManager::RotationSchedule")).toHaveLength(2);
    const rotator = functionNamed(data, "latchkey-prod-rotate-secrets").Properties as {
      readonly Environment: { readonly Variables: object };
    };
    expect(Object.keys(rotator.Environment.Variables).sort()).toEqual([
      "SECRET_ID_COOKIE",
      "SECRET_ID_PASSCODE",
    ]);
    for (const name of ["fill-secrets", "rotate-secrets"])
      expect(
        permissionsOf(app, data, `latchkey-prod-${name}`).filter((grant) => grant.includes("signing")),
      ).toEqual([]);
  });

  it("lets functions that sign sign with the first key, and those that check read public keys, and nobody else", () => {
    for (const { handler, secrets, signs, table } of rows) {
      const kms = permissionsOf(app, service, `latchkey-prod-${handler}`).filter((grant) =>
        grant.startsWith("kms:"),
      );
      // The table's own key signs nothing, and answers to DynamoDB alone.
      const decrypts = table.length > 0 ? [DECRYPTS_TABLE] : [];
      const reads = secrets.includes("signing")
        ? ["first", "second"].map((name) => `kms:GetPublicKey on ${aliasOf(name)}`)
        : [];
      expect([handler, kms]).toEqual([
        handler,
        [...decrypts, ...reads, ...(signs ? [`kms:Sign on ${aliasOf("second")}`] : [])].sort(),
      ]);
    }
    expect(new Set(checking.filter(({ signs }) => signs).map(({ handler }) => handler))).toEqual(
      new Set(["verify-code", "read-session", "exchange-grant"]),
    );
    expect(new Set(checking.filter(({ signs }) => !signs).map(({ handler }) => handler))).toEqual(
      new Set(["log-out", "read-user", "publish-keys"]),
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

describe("the client of KMS", () => {
  it("is in the bundles of functions that sign or check tokens, and in no other", () => {
    const handlers = checking.map(({ handler }) => handler);
    const bundle = (handler: string) => readFileSync(secret.bundles.get(handler)!, "utf8");
    for (const handler of handlers) expect(bundle(handler)).toContain("TrentService");
    expect(bundle("resend-code")).not.toContain("TrentService");
  });
});
