import { CfnOutput, Stack, type StackProps, Validations } from "aws-cdk-lib";
import type { Construct } from "constructs";
import * as z from "zod/mini";
import { DeployRole, LIVE_ACTS } from "./constructs/deploy-role.ts";

const repository = z
  .string()
  .check(z.regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, "must be a repository on GitHub, like owner/name"));
const branch = z._default(
  z.string().check(z.regex(/^[A-Za-z0-9._/-]+$/, "must be the name of one branch, without a wildcard")),
  "main",
);
const providerArn = z.optional(
  z
    .string()
    .check(z.regex(/^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\//, "must be the ARN of an OIDC provider")),
);

/** What the stack reads from the CDK's context. */
export const deployRoleSchema = z.object({ repository, branch, providerArn });

/** The roles of the pipeline; one stack for each account and region that it deploys to. */
export class DeployRoleStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & z.infer<typeof deployRoleSchema>) {
    super(scope, id, props);
    const { deployRole, diffRole } = new DeployRole(this, "Role", props);
    Validations.of(deployRole).acknowledge(
      {
        id: "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/latchkey-*]",
        reason: "A stack's ARN ends in an id that is made with it.",
      },
      {
        id: "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/latchkey-*]",
        reason: "The role deploys all stages, each of which has a table; it reads one item of each.",
      },
      {
        id: "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:latchkey-*]",
        reason:
          "The role deploys all stages, each of which has queues; it counts their messages, and reads none.",
      },
      {
        id: "AwsSolutions-IAM5[Resource::*]",
        reason:
          "CloudWatch has no resource for the numbers of metrics, which is all that the role reads by it.",
      },
      ...LIVE_ACTS.map((act) => ({
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:*/*/POST/admin-api/${act}]`,
        reason:
          "The role deploys all stages, whose APIs have ids that are made with them; it calls one act of each.",
      })),
    );
    Validations.of(diffRole).acknowledge({
      id: "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/latchkey-*]",
      reason: "A stack's ARN ends in an id that is made with it.",
    });
    new CfnOutput(this, "DeployRoleArn", { value: deployRole.roleArn, description: "For AWS_DEPLOY_ROLE" });
    new CfnOutput(this, "DiffRoleArn", { value: diffRole.roleArn, description: "For AWS_DIFF_ROLE" });
  }
}
