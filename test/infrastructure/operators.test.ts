import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";
import { nameOf } from "./names.ts";
import { make } from "./synthesis/make.ts";
import { TURNSTILE, TWILIO } from "./shape-parts.ts";
import { type Resource, ofType, synthesize } from "./synthesize.ts";

const ELSEWHERE = "arn:aws:backup:eu-west-1:444455556666:backup-vault:latchkey-copies";

/** Everything that operators may switch on. */
const EVERYTHING = {
  domain: {
    name: "id.example.com",
    certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d",
    hostedZoneId: "Z0123456789ABC",
    zoneName: "example.com",
  },
  tags: { team: "identity", "cost-center": "42" },
  budgets: { address: "money@example.com", monthlyUsd: 200, smsMonthlyUsd: 50 },
  permissionsBoundary: "LatchkeyBoundary",
  backup: { keepDays: 35, copyToVaultArn: ELSEWHERE },
  serverClients: { requestsPerSecond: 5, burst: 10, requestsPerDay: 1000 },
  waf: { enabled: true, logs: true },
  settings: {
    signing: "kms",
    botCheck: TURNSTILE,
    events: { webhooks: [{ id: "billing", url: "https://billing.example.com/events" }] },
    factors: { push: { contact: "mailto:security@example.org" } },
    channels: { sms: { providers: ["sns", TWILIO] } },
  },
};
/** The same stage with what stays switched off, and another address for its budgets. */
const OFF = {
  tableEncryption: "aws-owned",
  createEmailIdentity: false,
  budgets: { ...EVERYTHING.budgets, address: "cfo@example.com" },
};
const ENV = { account: "111122223333", region: "eu-central-1" };

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

const plain = await synthesize("prod");
const full = await synthesize("prod", EVERYTHING, { validate: true });
const made = await make("makeStage", {
  ...{ stage: "prod", override: EVERYTHING, bundled: false, validate: true, again: false },
});
const faultsOf =
  (override: object, stage = "prod") =>
  () =>
    parseStage({ [stage]: { ...cdkJson.context.stages[stage], ...override } }, stage);

describe("a stage without settings for operators", () => {
  it.each(["Route53::RecordSet", "Budgets::Budget", "Backup::BackupPlan", "Backup::BackupVault"])(
    "makes none: %s",
    (type) => {
      for (const template of plain.templates.values()) expect(ofType(template, `AWS::${type}`)).toEqual([]);
    },
  );

  it("bounds no role", () => {
    for (const template of plain.templates.values())
      for (const { Properties } of ofType(template, "AWS::IAM::Role"))
        expect(Properties.PermissionsBoundary).toBeUndefined();
  });
});

describe("tags", () => {
  it("are on both stacks, beside those of every stage", () => {
    for (const tags of Object.values(made.tags))
      expect(tags).toEqual({ service: "latchkey", stage: "prod", team: "identity", "cost-center": "42" });
  });

  it.each(["stage", "service", "aws:team", ""])('cannot be called "%s"', (name) => {
    expect(faultsOf({ tags: { [name]: "x" } })).toThrow("stages.prod.tags");
  });
});

describe("a domain whose zone is in the account", () => {
  it("has a record that points to the API", () => {
    const [record, ...others] = ofType(full.data, "AWS::Route53::RecordSet");
    expect(others).toEqual([]);
    expect(record?.Properties).toMatchObject({
      Name: "id.example.com.",
      Type: "A",
      HostedZoneId: "Z0123456789ABC",
    });
    const { DNSName } = record?.Properties.AliasTarget as { readonly DNSName: unknown };
    expect(JSON.stringify(DNSName)).toContain("RegionalDomainName");
  });

  it.each([
    ["half of the zone", { zoneName: undefined }, "domain.hostedZoneId: needs domain.zoneName"],
    ["another zone", { zoneName: "ample.com" }, "domain.zoneName: domain.name is not in this zone"],
  ])("is refused with %s", (_, override, words) => {
    expect(faultsOf({ env: ENV, domain: { ...EVERYTHING.domain, ...override } })).toThrow(words);
  });
});

describe("budgets", () => {
  const budgets = ofType(full.service, "AWS::Budgets::Budget").map(({ Properties }) => Properties);

  it("count all costs, and those of SMS", () => {
    expect(budgets.map(({ Budget }) => Budget)).toEqual([
      {
        ...{
          BudgetName: expect.stringMatching(/^latchkey-prod-total-/) as unknown,
          BudgetType: "COST",
          TimeUnit: "MONTHLY",
        },
        BudgetLimit: { Amount: 200, Unit: "USD" },
      },
      {
        ...{
          BudgetName: expect.stringMatching(/^latchkey-prod-sms-/) as unknown,
          BudgetType: "COST",
          TimeUnit: "MONTHLY",
        },
        BudgetLimit: { Amount: 50, Unit: "USD" },
        CostFilters: { Service: expect.arrayContaining(["Amazon Simple Notification Service"]) as unknown },
      },
    ]);
  });

  it("have other names with another address, for which new ones are made while the old are there", async () => {
    const namesOf = (app: typeof full) =>
      ofType(app.service, "AWS::Budgets::Budget").map(
        ({ Properties }) => (Properties.Budget as { readonly BudgetName: string }).BudgetName,
      );
    const names = [...namesOf(full), ...namesOf(await synthesize("prod", OFF))];
    expect(names).toHaveLength(4);
    expect(new Set(names).size).toBe(4);
  });

  it("tell the address before and at the limit, and when it is foreseen", () => {
    for (const { NotificationsWithSubscribers } of budgets) {
      const warnings = NotificationsWithSubscribers as readonly {
        readonly Notification: { readonly NotificationType: string; readonly Threshold: number };
        readonly Subscribers: unknown;
      }[];
      expect(
        warnings.map(({ Notification }) => `${Notification.NotificationType} ${Notification.Threshold}`),
      ).toEqual(["ACTUAL 80", "ACTUAL 100", "FORECASTED 100"]);
      for (const { Subscribers } of warnings)
        expect(Subscribers).toEqual([{ Address: "money@example.com", SubscriptionType: "EMAIL" }]);
    }
  });

  it("are refused without an amount", () => {
    expect(faultsOf({ budgets: { address: "money@example.com" } })).toThrow("budgets: needs monthlyUsd");
  });
});

describe("a permissions boundary", () => {
  it("bounds every role of both stacks", () => {
    for (const template of [full.data, full.service]) {
      const roles = ofType(template, "AWS::IAM::Role");
      expect(roles.length).toBeGreaterThan(1);
      for (const { Properties } of roles)
        expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(":policy/LatchkeyBoundary");
    }
  });
});

describe("a backup plan", () => {
  const [vault] = ofType(full.data, "AWS::Backup::BackupVault");

  it("backs the table up every day, keeps it, and copies it elsewhere", () => {
    const [plan] = ofType(full.data, "AWS::Backup::BackupPlan");
    const { BackupPlanRule } = plan?.Properties.BackupPlan as { readonly BackupPlanRule: unknown };
    expect(BackupPlanRule).toEqual([
      expect.objectContaining({
        ScheduleExpression: "cron(0 3 * * ? *)",
        Lifecycle: { DeleteAfterDays: 35 },
        CopyActions: [{ DestinationBackupVaultArn: ELSEWHERE, Lifecycle: { DeleteAfterDays: 35 } }],
      }),
    ]);
  });

  it("chooses this table alone, by a role that AWS Backup alone can use", () => {
    const [selection] = ofType(full.data, "AWS::Backup::BackupSelection");
    const { Resources, IamRoleArn } = selection?.Properties.BackupSelection as {
      readonly Resources: readonly unknown[];
      readonly IamRoleArn: { readonly "Fn::GetAtt": readonly [string] };
    };
    expect(Resources.map((one) => nameOf(one, full.data, full))).toEqual(["latchkey-prod"]);
    const trust = JSON.stringify(full.data.Resources[IamRoleArn["Fn::GetAtt"][0]]?.Properties);
    expect(trust.match(/[a-z]+\.amazonaws\.com/g)).toEqual(["backup.amazonaws.com"]);
  });

  it("leaves its vault behind when the stack goes", () => {
    expect(vault).toMatchObject({ DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" });
  });

  it("is refused for a stage that removes its data", () => {
    expect(faultsOf({ backup: { keepDays: 7 } }, "dev")).toThrow("backup: needs removeDataOnDestroy");
  });
});

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
    const off = await synthesize("prod", OFF);
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

describe("the alarms' topic", () => {
  it("is an output, where there are alarms", async () => {
    expect(nameOf(plain.service.Outputs?.AlarmTopicArn?.Value, plain.service, plain)).toBe(
      "latchkey-prod-alarms",
    );
    const { service } = await synthesize("dev");
    expect(service.Outputs?.AlarmTopicArn).toBeUndefined();
  });
});

describe("a stage with everything for operators", () => {
  it("keeps AWS's good practices", async () => {
    const { withoutReason } = await make("makeFindings", "prod", { ...EVERYTHING, env: ENV });
    expect(withoutReason).toEqual([]);
  });
});
