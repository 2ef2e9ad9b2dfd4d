import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, BillingMode, StreamViewType, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { FunctionNeeds } from "../../functions/routes.ts";
import type { StageConfig } from "../stage-config.ts";
import type { StageFunction } from "./function.ts";

interface ServiceTableProps {
  readonly stage: string;
  readonly tableName: string;
  readonly config: Pick<StageConfig, "removeDataOnDestroy" | "tableEncryption">;
}

/** The one table: challenges, sessions, ledgers and customers, and the stream of all that happens to them. */
export class ServiceTable extends Table {
  constructor(scope: Construct, id: string, { stage, tableName, config }: ServiceTableProps) {
    const removalPolicy = config.removeDataOnDestroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    super(scope, id, {
      tableName,
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: "ttl",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: !config.removeDataOnDestroy,
      removalPolicy,
      ...(config.tableEncryption === "customer-managed"
        ? {
            encryption: TableEncryption.CUSTOMER_MANAGED,
            encryptionKey: tableKey(scope, stage, removalPolicy),
          }
        : { encryption: TableEncryption.DEFAULT }),
    });
  }

  /**
   * Lets a function do what its row says, with items of the partitions that it names. A call that names no key would
   * pass the comparison of none, so that there has to be one.
   */
  allowItems(user: StageFunction, { table, keys = [] }: Pick<FunctionNeeds, "table" | "keys">): void {
    if (table.length === 0) return;
    if (keys.length === 0) throw new Error("Whoever uses the table has to name the partitions.");
    user.addToPolicy(
      new PolicyStatement({
        actions: table.map((action) => `dynamodb:${action}`),
        resources: [this.tableArn],
        conditions: {
          "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys.map((key) => `${key}#*`) },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      }),
    );
    this.allowDecrypt(user);
  }

  /**
   * Lets a function do something with the table's stream. A key of the owner's decrypts both: DynamoDB asks it in
   * the caller's name, and of a caller who neither makes nor changes a table it asks to decrypt and nothing else.
   * @param actions without the prefix `dynamodb:`
   */
  allowStream(user: StageFunction, actions: readonly string[], streamArn: string): void {
    user.allow(
      actions.map((action) => `dynamodb:${action}`),
      [streamArn],
    );
    this.allowDecrypt(user);
  }

  private allowDecrypt(user: StageFunction): void {
    if (!this.encryptionKey) return;
    user.addToPolicy(
      new PolicyStatement({
        actions: ["kms:Decrypt"],
        resources: [this.encryptionKey.keyArn],
        // The function itself cannot use the key, nor can whoever steals its credentials.
        conditions: {
          StringEquals: { "kms:ViaService": `dynamodb.${Stack.of(user).region}.amazonaws.com` },
        },
      }),
    );
  }
}

/** Stays where the table stays: without it, nobody could read the table or its backups ever again. */
function tableKey(scope: Construct, stage: string, removalPolicy: RemovalPolicy): Key {
  return new Key(scope, "TableKey", {
    alias: `latchkey-${stage}-table`,
    description: `Latchkey (${stage}): encrypts the table, its stream and its backups at rest`,
    enableKeyRotation: true,
    rotationPeriod: Duration.days(365),
    removalPolicy,
  });
}
