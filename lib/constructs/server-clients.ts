import { type IApiKey, Period, type RestApi } from "aws-cdk-lib/aws-apigateway";
import type { StageConfig } from "../stage-config.ts";

/** Makes the servers' key, whose value API Gateway chooses and no template holds, and the plan that limits it. */
export function admitServers(
  api: RestApi,
  stage: string,
  { requestsPerSecond, burst, requestsPerDay }: NonNullable<StageConfig["serverClients"]>,
): IApiKey {
  const key = api.addApiKey("ServerKey", {
    apiKeyName: `latchkey-${stage}-servers`,
    description: `Latchkey (${stage}): sent by the owner's servers as X-Api-Key`,
  });
  const plan = api.addUsagePlan("ServerPlan", {
    name: `latchkey-${stage}-servers`,
    description: `Latchkey (${stage}): what the owner's servers may ask for`,
    throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
    quota: { limit: requestsPerDay, period: Period.DAY },
    apiStages: [{ stage: api.deploymentStage }],
  });
  plan.addApiKey(key);
  return key;
}
