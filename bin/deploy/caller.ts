import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { principalOf } from "../../functions/settings/desk.ts";
import type { StageConfig } from "../../lib/stage-config.ts";
import { placeOfStage } from "../stages.ts";

/**
 * The user or role whose credentials are in use, as `desk.admins` names it; undefined where AWS does not say it.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, which no policy has to allow
 */
export async function callerArn(
  config: Pick<StageConfig, "env">,
  profile: string | undefined,
): Promise<string | undefined> {
  const client = new STSClient(placeOfStage(config, profile));
  const { Arn } = await client
    .send(new GetCallerIdentityCommand({}))
    .catch((): { readonly Arn?: string } => ({}))
    .finally(() => client.destroy());
  // A role that is assumed is called with the name of its session behind it.
  return Arn && principalOf(Arn.replace(/^(arn:[^:]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, "$1"));
}
