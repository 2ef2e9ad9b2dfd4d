import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { neverStood } from "../../deploy/standing.ts";
import { type Check, fine, type Finding, note, stop } from "../check.ts";
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
      status === undefined || neverStood(status)
        ? stop("the CDK is not bootstrapped here", `run: npx cdk bootstrap aws://${accountId}/${region}`)
        : fine("the CDK is bootstrapped"),
    );
    return findings;
  },
};

const EVENTS = "look why under its events";

/**
 * What to do about a stack in a state from which no deployment starts, or only in its own way. One that has stood holds
 * data and addresses: whatever its state is, it is never deleted to get on.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
 */
function stateOf(name: string, status: string): Finding {
  const found = `${name} is ${status}`;
  const command = (verb: string) => `aws cloudformation ${verb} --stack-name ${name}`;
  switch (status) {
    case "UPDATE_ROLLBACK_FAILED":
      return stop(
        found,
        `${EVENTS}, mend that, then go on with going back: ${command("continue-update-rollback")}. Never delete the stack: the stage is in it`,
      );
    case "UPDATE_FAILED":
      return stop(found, `${EVENTS}, then go back: ${command("rollback-stack")}. Never delete the stack`);
    case "ROLLBACK_COMPLETE":
      return note(found, `its first deployment failed: ${EVENTS}; the next one deletes it by itself`);
    case "CREATE_FAILED":
    case "ROLLBACK_FAILED":
      return stop(
        found,
        `its first deployment failed: ${EVENTS}, then delete the stack and deploy again: see "The first deployment failed" in docs/deploy.md`,
      );
    case "DELETE_FAILED":
      return stop(found, `${EVENTS}, and finish what was begun: see "Removal" in docs/deploy.md`);
    case "REVIEW_IN_PROGRESS":
      return fine(`${name} was looked at, and never deployed`);
  }
  if (status.endsWith("_IN_PROGRESS")) return stop(found, "wait until it has ended");
  return status.endsWith("_COMPLETE") ? fine(found) : stop(found, EVENTS);
}

/** Stacks that are in a state from which no deployment starts. */
export const stacksCheck: Check = {
  looksAt: "the stage's stacks",
  actions: ["cloudformation:DescribeStacks"],
  async run(account, { stage }) {
    const findings = [];
    for (const name of [`latchkey-${stage}-data`, `latchkey-${stage}-service`]) {
      const status = await stackStatus(account, name);
      findings.push(status === undefined ? fine(`${name} is not there yet`) : stateOf(name, status));
    }
    return findings;
  },
};
