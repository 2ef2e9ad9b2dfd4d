import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { type Check, fine, type Finding, stop } from "../check.ts";
import type { Account } from "../account.ts";

const BOOTSTRAP = "CDKToolkit";

/**
 * The state of a stack; undefined when there is none. CloudFormation says that by a ValidationError.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function stackStatus(
  { cloudformation }: Account,
  StackName: string,
): Promise<string | undefined> {
  try {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus;
  } catch (error) {
    if (error instanceof Error && error.name === "ValidationError") return undefined;
    throw error;
  }
}

/** Whether these are the account and region that cdk.json means, and ready for the CDK. */
export const placeCheck: Check = {
  looksAt: "account and region",
  actions: ["cloudformation:DescribeStacks"],
  async run(account, { config: { env }, accountId, region }) {
    const findings: Finding[] = [];
    if (env && (env.account !== accountId || env.region !== region))
      findings.push(
        stop(
          `the credentials are for ${accountId} in ${region}; the stage belongs to ${env.account} in ${env.region}`,
          "use the stage's own credentials and region, or change env",
        ),
      );
    else findings.push(fine(`${accountId} in ${region}`));
    const status = await stackStatus(account, BOOTSTRAP);
    findings.push(
      status === undefined
        ? stop("the CDK is not bootstrapped here", `run: npx cdk bootstrap aws://${accountId}/${region}`)
        : fine("the CDK is bootstrapped"),
    );
    return findings;
  },
};

/** Stacks that a failed deployment left in a state from which no other one starts. */
export const stacksCheck: Check = {
  looksAt: "the stage's stacks",
  actions: ["cloudformation:DescribeStacks"],
  async run(account, { stage }) {
    const findings = [];
    for (const name of [`latchkey-${stage}-data`, `latchkey-${stage}-service`]) {
      const status = await stackStatus(account, name);
      findings.push(
        status === undefined
          ? fine(`${name} is not there yet`)
          : /^(ROLLBACK_|CREATE_FAILED|DELETE_FAILED|UPDATE_ROLLBACK_FAILED)/.test(status)
            ? stop(
                `${name} is ${status}`,
                `look why under its events, then delete the stack and deploy again`,
              )
            : fine(`${name} is ${status}`),
      );
    }
    return findings;
  },
};
