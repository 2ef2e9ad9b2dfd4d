import { CfnOutput, type RemovalPolicy, Stack } from "aws-cdk-lib";
import { ApiKey, type IApiKey, Period, type RestApi } from "aws-cdk-lib/aws-apigateway";
import type { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";

/**
 * The servers' key, whose value API Gateway chooses and no template holds. It lies with the data: servers keep it when the
 * API is made anew.
 */
export function serverKey(scope: Construct, stage: string, removalPolicy: RemovalPolicy): IApiKey {
  const key = new ApiKey(scope, "ServerKey", {
    apiKeyName: `latchkey-${stage}-servers`,
    description: `Latchkey (${stage}): sent by the owner's servers as X-Api-Key`,
  });
  key.applyRemovalPolicy(removalPolicy);
  new CfnOutput(Stack.of(scope), "ServerKeyId", {
    value: key.keyId,
    description: "The servers' key: aws apigateway get-api-key --include-value --api-key ID",
  });
  return key;
}

/** Makes the plan that limits the servers' key. */
export function admitServers(
  api: RestApi,
  stage: string,
  key: IApiKey,
  { requestsPerSecond, burst, requestsPerDay }: NonNullable<StageConfig["serverClients"]>,
): void {
  const plan = api.addUsagePlan("ServerPlan", {
    name: `latchkey-${stage}-servers`,
    description: `Latchkey (${stage}): what the owner's servers may ask for`,
    throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
    quota: { limit: requestsPerDay, period: Period.DAY },
    apiStages: [{ stage: api.deploymentStage }],
  });
  plan.addApiKey(key);
}
