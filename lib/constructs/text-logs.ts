import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, LogGroup, RetentionDays, SubscriptionFilter } from "aws-cdk-lib/aws-logs";
import { LambdaDestination } from "aws-cdk-lib/aws-logs-destinations";
import { Construct } from "constructs";
import { servicePrincipal } from "./service-principal.ts";

/**
 * Where Amazon SNS tells the status of each SMS of the account: two log groups whose names are its own. Their lines
 * hold whole numbers, so they are kept no longer than an operator needs to look for a fault.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
 */
export class TextLogs extends Construct {
  /** What SNS writes them as. */
  readonly role: Role;
  private readonly groups: readonly LogGroup[];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { region, account } = Stack.of(this);
    const name = `sns/${region}/${account}/DirectPublishToPhoneNumber`;
    this.groups = [
      ["Arrived", name],
      ["Failed", `${name}/Failure`],
    ].map(
      ([group = "", logGroupName = ""]) =>
        new LogGroup(this, group, {
          logGroupName,
          retention: RetentionDays.THREE_DAYS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
    );
    this.role = new Role(this, "Role", {
      assumedBy: servicePrincipal(this, "sns.amazonaws.com"),
      description: "Lets Amazon SNS write down what became of each text",
    });
    this.role.addToPolicy(
      new PolicyStatement({
        // SNS asks for the group to be made before it writes there, whether or not it is there already.
        actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        resources: this.groups.map(({ logGroupArn }) => logGroupArn),
      }),
    );
  }

  /** Has every line handed to a function. */
  readBy(reader: IFunction): void {
    for (const group of this.groups)
      new SubscriptionFilter(this, `${group.node.id}Lines`, {
        logGroup: group,
        destination: new LambdaDestination(reader),
        filterPattern: FilterPattern.allEvents(),
      });
  }
}
