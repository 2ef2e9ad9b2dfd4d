import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { FunctionStage } from "./constructs/function.ts";
import { KeySecrets } from "./constructs/keys.ts";
import { ServiceTable } from "./constructs/table.ts";
import { tableNameOf } from "./stage-config.ts";

/** What must survive: the table and the secrets. */
export class DataStack extends Stack {
  readonly table: ServiceTable;
  readonly keys: KeySecrets;

  constructor(scope: Construct, id: string, props: StackProps & FunctionStage) {
    super(scope, id, props);
    const { stage, config } = props;
    this.table = new ServiceTable(this, "Table", {
      stage,
      config,
      tableName: tableNameOf(stage, config),
    });
    this.keys = new KeySecrets(this, "Keys", { stage, config, code: props.code });
    new CfnOutput(this, "TableName", {
      value: this.table.tableName,
      description: "The table that holds everything; open it in the DynamoDB console",
    });
  }
}
