import { Duration, Stack } from "aws-cdk-lib";
import { CfnOIDCProvider, PolicyStatement, Role, WebIdentityPrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

const ISSUER = "token.actions.githubusercontent.com";

/** The bootstrap roles that a deployment uses; that for images is none of them. */
const CDK_ROLES = ["deploy", "file-publishing", "lookup"];

/** The acts of the desk that a deployment calls to take live changes back: two questions, and the one that changes. */
export const LIVE_ACTS = ["settings-get", "settings-versions", "settings-remove"] as const;

/** The queues of all stages, which smoke looks into: how many messages wait, and none of what they say. */
const LOOKS_INTO_QUEUES = ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"];

export interface DeployRoleProps {
  /** The repository on GitHub, as `owner/name`. */
  readonly repository: string;
  /** The branch whose workflows may deploy. */
  readonly branch: string;
  /** What the roles that `cdk bootstrap` has made are called after. @default "hnb659fds" */
  readonly qualifier?: string;
  /** The account's provider for GitHub, where another project has made it; one account has one. */
  readonly providerArn?: string | undefined;
}

/**
 * What GitHub's workflows deploy with, without a key in the repository: one role for the workflows of one branch, which
 * may assume the roles of `cdk bootstrap` and read the stacks, and one for pull requests, which may read templates alone.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export class DeployRole extends Construct {
  readonly deployRole: Role;
  readonly diffRole: Role;

  constructor(scope: Construct, id: string, props: DeployRoleProps) {
    super(scope, id);
    const { repository, branch, qualifier = "hnb659fds", providerArn } = props;
    const { account, region, partition } = Stack.of(this);
    const provider =
      providerArn ??
      new CfnOIDCProvider(this, "Provider", { url: `https://${ISSUER}`, clientIdList: ["sts.amazonaws.com"] })
        .attrArn;
    const roleOf = (name: string, subject: string, description: string) =>
      new Role(this, name, {
        description,
        // Exact comparisons: with a wildcard, a repository or branch of a similar name would fit.
        assumedBy: new WebIdentityPrincipal(provider, {
          StringEquals: {
            [`${ISSUER}:aud`]: "sts.amazonaws.com",
            [`${ISSUER}:sub`]: `repo:${repository}:${subject}`,
          },
        }),
        maxSessionDuration: Duration.hours(1),
      });
    const stacks = `arn:${partition}:cloudformation:${region}:${account}:stack/latchkey-*`;
    this.deployRole = roleOf("Deploy", `ref:refs/heads/${branch}`, `Deploys Latchkey from ${branch}`);
    this.deployRole.addToPolicy(
      new PolicyStatement({
        actions: ["sts:AssumeRole"],
        resources: CDK_ROLES.map(
          (role) =>
            `arn:${partition}:iam::${account}:role/cdk-${qualifier}-${role}-role-${account}-${region}`,
        ),
      }),
    );
    this.deployRole.addToPolicy(
      new PolicyStatement({ actions: ["cloudformation:DescribeStacks"], resources: [stacks] }),
    );
    // What admins have changed live, which a deployment must not go past unseen.
    this.deployRole.addToPolicy(
      new PolicyStatement({
        actions: ["dynamodb:GetItem"],
        resources: [`arn:${partition}:dynamodb:${region}:${account}:table/latchkey-*`],
        conditions: {
          "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["settings#current"] },
          // A condition on all values is true where there is none.
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      }),
    );
    // What takes them back with --live drop; the desk lets in who is an owner of desk.admins besides.
    this.deployRole.addToPolicy(
      new PolicyStatement({
        actions: ["execute-api:Invoke"],
        resources: LIVE_ACTS.map(
          (act) => `arn:${partition}:execute-api:${region}:${account}:*/*/POST/admin-api/${act}`,
        ),
      }),
    );
    // What the smoke test after a deployment looks at. It signs nobody in by it, and reads no secret and no person: the
    // lines that need these are skipped for this role.
    this.deployRole.addToPolicy(
      new PolicyStatement({
        actions: LOOKS_INTO_QUEUES,
        resources: [`arn:${partition}:sqs:${region}:${account}:latchkey-*`],
      }),
    );
    this.deployRole.addToPolicy(
      // CloudWatch knows no resource for the numbers of metrics.
      new PolicyStatement({ actions: ["cloudwatch:GetMetricData"], resources: ["*"] }),
    );
    this.diffRole = roleOf("Diff", "pull_request", "Compares Latchkey's templates for pull requests");
    this.diffRole.addToPolicy(
      new PolicyStatement({
        actions: [
          "cloudformation:DescribeStacks",
          "cloudformation:GetTemplate",
          // By it the command line finds the stacks that are nested in one.
          "cloudformation:ListStackResources",
        ],
        resources: [stacks],
      }),
    );
  }
}
