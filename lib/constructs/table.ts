import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, StreamViewType, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";

interface ServiceTableProps {
  readonly tableName: string;
  readonly removeDataOnDestroy: boolean;
}

/** The one table: challenges, sessions, ledgers and customers, and the stream of all that happens to them. */
export class ServiceTable extends Table {
  constructor(scope: Construct, id: string, { tableName, removeDataOnDestroy }: ServiceTableProps) {
    super(scope, id, {
      tableName,
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: "ttl",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: !removeDataOnDestroy,
      removalPolicy: removeDataOnDestroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }
}
