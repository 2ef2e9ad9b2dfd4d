import { describe, expect, it } from "@jest/globals";
import { parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";
import { nameOf } from "./names.ts";
import { make } from "./synthesis/make.ts";
import { ELSEWHERE, OPERATED, OTHERWISE } from "./shape-parts.ts";
import { ofType, synthesize } from "./synthesize.ts";

const ENV = { account: "111122223333", region: "eu-central-1" };

const plain = await synthesize("prod");
const full = await synthesize("prod", OPERATED, { validate: true });
const made = await make("makeStage", {
  ...{ stage: "prod", override: OPERATED, bundled: false, validate: true, again: false },
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
    expect(faultsOf({ env: ENV, domain: { ...OPERATED.domain, ...override } })).toThrow(words);
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
    const names = [...namesOf(full), ...namesOf(await synthesize("prod", OTHERWISE))];
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
    const { withoutReason } = await make("makeFindings", "prod", { ...OPERATED, env: ENV });
    expect(withoutReason).toEqual([]);
  });
});
