import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { DomainName, IApiKey } from "aws-cdk-lib/aws-apigateway";
import type { Construct } from "constructs";
import { ownDomain } from "./constructs/domain.ts";
import type { FunctionStage } from "./constructs/function.ts";
import { KeySecrets } from "./constructs/keys.ts";
import { removalPolicyOf } from "./constructs/removal.ts";
import { SenderIdentity } from "./constructs/sender-identity.ts";
import { serverKey } from "./constructs/server-clients.ts";
import { TableBackup } from "./constructs/table-backup.ts";
import { ServiceTable } from "./constructs/table.ts";
import { senderDomain } from "./sender.ts";
import { sendsThrough } from "./sends-through.ts";
import { tableNameOf } from "./stage-config.ts";

interface DataStackProps extends StackProps, FunctionStage {
  /** Whether the table is kept from being deleted. */
  readonly protect: boolean;
}

/** What must survive: the table, the secrets, and what others know of the stage and keep. */
export class DataStack extends Stack {
  readonly table: ServiceTable;
  readonly keys: KeySecrets;
  /** The owner's domain for the API, if there is one. */
  readonly domain: DomainName | undefined;
  /** The servers' key, if servers have one. */
  readonly serverKey: IApiKey | undefined;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { stage, config, protect } = props;
    const removalPolicy = removalPolicyOf(config);
    this.table = new ServiceTable(this, "Table", {
      stage,
      config,
      protect,
      tableName: tableNameOf(stage, config),
    });
    this.keys = new KeySecrets(this, "Keys", { stage, config, code: props.code });
    if (config.createEmailIdentity && sendsThrough(config, "email", "ses"))
      new SenderIdentity(this, "Sender", { domain: senderDomain(config) });
    this.domain = config.domain && ownDomain(this, config.domain, removalPolicy);
    this.serverKey = config.serverClients && serverKey(this, stage, removalPolicy);
    if (config.backup)
      new TableBackup(this, "Backup", { stage, backup: config.backup, tableArn: this.table.tableArn });
    new CfnOutput(this, "TableName", {
      value: this.table.tableName,
      description: "The table that holds everything; open it in the DynamoDB console",
    });
  }
}
