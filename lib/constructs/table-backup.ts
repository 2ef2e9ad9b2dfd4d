import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from "aws-cdk-lib/aws-backup";
import { Schedule } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";

interface TableBackupProps {
  readonly stage: string;
  readonly backup: NonNullable<StageConfig["backup"]>;
  readonly tableArn: string;
}

/** Backs the table up every day, and copies each backup to a vault elsewhere, if one is named. */
export class TableBackup extends Construct {
  constructor(scope: Construct, id: string, { stage, backup, tableArn }: TableBackupProps) {
    super(scope, id);
    const { keepDays, copyToVaultArn } = backup;
    const deleteAfter = Duration.days(keepDays);
    const backupVault = new BackupVault(this, "Vault", {
      backupVaultName: `latchkey-${stage}`,
      // A vault with backups cannot be deleted, and they are for the day on which all else was.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const plan = new BackupPlan(this, "Plan", {
      backupPlanName: `latchkey-${stage}`,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: "daily",
          backupVault,
          deleteAfter,
          scheduleExpression: Schedule.cron({ hour: "3", minute: "0" }),
          copyActions:
            copyToVaultArn === undefined
              ? []
              : [
                  {
                    destinationBackupVault: BackupVault.fromBackupVaultArn(this, "Elsewhere", copyToVaultArn),
                    deleteAfter,
                  },
                ],
        }),
      ],
    });
    const selection = plan.addSelection("Table", { resources: [BackupResource.fromArn(tableArn)] });
    Validations.of(selection).acknowledge({
      id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]",
      reason:
        "AWS keeps this policy for AWS Backup, which alone can use the role. With a narrower one, a backup would fail without anyone noticing as soon as the service asks for one action more.",
    });
  }
}
