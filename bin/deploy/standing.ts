import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";

/** States in which no deployment of a stack has ever stood. */
const NEVER_STOOD = /^(REVIEW_IN_PROGRESS|CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_\w+|DELETE_\w+)$/;

/** Whether a stack in this state was never whole: nothing works with it, and nothing is lost with it. */
export const neverStood = (status: string): boolean => NEVER_STOOD.test(status);

/** Whether a deployment of a stack has stood, whatever happened to later ones. */
export async function hasStood(client: CloudFormationClient, StackName: string): Promise<boolean> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks.some(({ StackStatus = "" }) => !neverStood(StackStatus));
  } catch (error) {
    // CloudFormation's words for a stack that is not there; it has no name of its own for it.
    if (error instanceof Error && error.message.includes("does not exist")) return false;
    throw error;
  }
}
