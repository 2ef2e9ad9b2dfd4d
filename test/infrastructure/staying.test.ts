import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { nameOf } from "./names.ts";
import { OPERATED, OTHERWISE } from "./shape-parts.ts";
import { type Resource, synthesize } from "./synthesize.ts";

// As in operators.test.ts: made once for both.
const full = await synthesize("prod", OPERATED, { validate: true });

/** What the runbook of the restore calls each kind of resource that the data stack leaves behind. */
const KINDS_TO_IMPORT = {
  "AWS::ApiGateway::ApiKey": "the id of the servers' key",
  "AWS::ApiGateway::DomainName": "the API's domain",
  "AWS::Backup::BackupVault": "the backup vault",
  "AWS::DynamoDB::Table": "the restored table's name",
  "AWS::KMS::Alias": "the alias of the table's key",
  "AWS::KMS::Key": "the ids of KMS keys",
  "AWS::Logs::LogGroup": "Leave the log groups out",
  "AWS::Route53::RecordSet": "with `domain.hostedZoneId`, take it and `zoneName` out",
  "AWS::SES::EmailIdentity": "the sender's domain",
  "AWS::SecretsManager::Secret": "the ARN of each secret",
};
const documentOf = (name: string) => readFileSync(join(import.meta.dirname, `../../docs/${name}.md`), "utf8");

/** The name that a resource of these kinds has from its template, and nothing else may have beside it. */
function fixedNameOf({ Type, Properties }: Resource): string | undefined {
  // API keys may share a name.
  if (Type === "AWS::ApiGateway::ApiKey") return undefined;
  const { Name, AliasName, DomainName, BackupVaultName, LogGroupName, EmailIdentity, TableName } = Properties;
  const name =
    Name ?? AliasName ?? DomainName ?? BackupVaultName ?? LogGroupName ?? EmailIdentity ?? TableName;
  return name === undefined ? undefined : nameOf(name, full.data, full);
}

describe("the data stack of a stage that keeps its data", () => {
  const kept = (resource: Resource) =>
    resource.DeletionPolicy === "RetainExceptOnCreate" && resource.UpdateReplacePolicy === "Retain";

  it("leaves all behind that the API serves with, when it goes for a restore", () => {
    const leaving = Object.values(full.data.Resources).filter((resource) => !kept(resource));
    const names = leaving.map(({ Type, Properties }) =>
      Type === "AWS::KMS::Alias" ? String(Properties.AliasName) : Type,
    );
    expect([...new Set(names)].sort()).toEqual([
      // Fill and rotate the secrets, and back the table up.
      ...["AWS::Backup::BackupPlan", "AWS::Backup::BackupSelection", "AWS::IAM::Policy", "AWS::IAM::Role"],
      ...["AWS::Lambda::Function", "AWS::Lambda::Permission", "AWS::SecretsManager::RotationSchedule"],
      "Custom::LatchkeySecrets",
      // No policy names the key by it: signing names the key itself.
      "alias/latchkey/prod/signing-first",
    ]);
  });

  it("has the runbook of the restore take in each kind that stays", () => {
    const [, runbook = ""] = documentOf("operations").split(
      "### The restored table takes the old one's place",
    );
    const kinds = new Set(
      Object.values(full.data.Resources)
        .filter(kept)
        .map(({ Type }) => Type),
    );
    expect([...kinds].sort()).toEqual(Object.keys(KINDS_TO_IMPORT).sort());
    for (const said of Object.values(KINDS_TO_IMPORT)) expect(runbook.split("\n\n###")[0]).toContain(said);
  });
});

describe("what is switched off, and then on again", () => {
  it("finds its name taken by what stayed: the upgrade guide tells of each", async () => {
    const off = await synthesize("prod", OTHERWISE);
    const taken = [...full.templates].flatMap(([stack, { Resources }]) => {
      const there = off.templates.get(stack)?.Resources ?? {};
      return Object.entries(Resources)
        .filter(([id, { DeletionPolicy = "" }]) => DeletionPolicy.startsWith("Retain") && !(id in there))
        .flatMap(([, resource]) => fixedNameOf(resource) ?? []);
    });
    const [, told = ""] = documentOf("upgrade").split("## Switching on again what was on before");
    const names = [...(told.split("\n## ")[0] ?? "").matchAll(/^\| `([^`]+)`/gm)].map(
      ([, name = ""]) => name,
    );
    const called = (name: string) =>
      name
        .replace("<stage>", "prod")
        .replace("<the domain>", "id.example.com")
        .replace("<the sender's domain>", "example.com");
    expect(taken.sort()).toEqual(names.map(called).sort());
  });
});
