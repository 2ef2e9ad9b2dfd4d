import { Duration, type RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { FunctionNeeds } from "../../functions/routes.ts";
import { CUSTOMER, CUSTOMERS_INDEX } from "../../functions/storage/indexes.ts";
import type { StageConfig } from "../stage-config.ts";
import type { StageFunction } from "./function.ts";
import { removalPolicyOf } from "./removal.ts";

interface ServiceTableProps {
  readonly stage: string;
  readonly tableName: string;
  readonly config: Pick<StageConfig, "removeDataOnDestroy" | "tableEncryption">;
  /** Whether it is kept from being deleted. */
  readonly protect: boolean;
}

/** The one table: challenges, sessions, ledgers and customers, and the stream of all that happens to them. */
export class ServiceTable extends Table {
  /** Its name in the account, spelled out: a stack that names another table is another template. */
  readonly ownName: string;
  private readonly stageName: string;

  constructor(scope: Construct, id: string, { stage, tableName, config, protect }: ServiceTableProps) {
    const removalPolicy = removalPolicyOf(config);
    super(scope, id, {
      tableName,
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: "ttl",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: protect,
      removalPolicy,
      ...(config.tableEncryption === "customer-managed"
        ? {
            encryption: TableEncryption.CUSTOMER_MANAGED,
            encryptionKey: tableKey(scope, stage, removalPolicy),
          }
        : { encryption: TableEncryption.DEFAULT }),
    });
    const { name, partition, sort, projected } = CUSTOMERS_INDEX;
    this.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: partition, type: AttributeType.STRING },
      sortKey: { name: sort, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...projected],
    });
    this.ownName = tableName;
    this.stageName = stage;
  }

  /** Its ARN, spelled out. */
  get namedArn(): string {
    return Stack.of(this).formatArn({ service: "dynamodb", resource: "table", resourceName: this.ownName });
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

  /** Lets a function find customers by their id: in the index alone, and there in the one partition that has them. */
  allowCustomers(user: StageFunction): void {
    user.addToPolicy(
      new PolicyStatement({
        actions: ["dynamodb:Query"],
        resources: [`${this.tableArn}/index/${CUSTOMERS_INDEX.name}`],
        conditions: {
          "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [CUSTOMER] },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      }),
    );
    this.allowDecrypt(user);
  }

  /**
   * Lets a function do something with the table's stream. A key of the owner's decrypts both: DynamoDB asks it in
   * the caller's name, and of a caller who neither makes nor changes a table it asks to decrypt and nothing else.
   *
   * The key is named by its alias, whether it is there or not. The table is encrypted anew while the data stack is
   * deployed, and the functions are deployed minutes later: without the grant they could not read it meanwhile.
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html (kms:ResourceAliases)
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
    const stack = Stack.of(user);
    user.addToPolicy(
      new PolicyStatement({
        actions: ["kms:Decrypt"],
        resources: [stack.formatArn({ service: "kms", resource: "key", resourceName: "*" })],
        conditions: {
          // The function itself cannot use the key, nor can an attacker who steals its credentials.
          StringEquals: { "kms:ViaService": `dynamodb.${stack.region}.amazonaws.com` },
          "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${tableKeyAlias(this.stageName)}` },
        },
      }),
      "The condition names the one key by its alias, which is there before and after the key is.",
    );
  }
}

function tableKeyAlias(stage: string): string {
  return `latchkey-${stage}-table`;
}

/**
 * Stays where the table stays: without it, the table and its backups could never be read again. So does its alias, by which
 * alone functions may decrypt: they serve on while the data stack is away, as during a restore.
 */
function tableKey(scope: Construct, stage: string, removalPolicy: RemovalPolicy): Key {
  const key = new Key(scope, "TableKey", {
    description: `Latchkey (${stage}): encrypts the table, its stream and its backups at rest`,
    enableKeyRotation: true,
    rotationPeriod: Duration.days(365),
    removalPolicy,
  });
  key.addAlias(tableKeyAlias(stage)).applyRemovalPolicy(removalPolicy);
  return key;
}
