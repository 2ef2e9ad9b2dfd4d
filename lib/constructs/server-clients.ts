import { type IApiKey, Period, type RestApi } from "aws-cdk-lib/aws-apigateway";
import type { StageConfig } from "../stage-config.ts";
import type { RouteName } from "./route-rates.ts";

/**
 * The routes that ask for the API key where a stage has `serverClients`: those that open, send or decide a challenge.
 * A session belongs to a browser, and a token to whoever holds it: neither shows the key.
 */
const KEYED: ReadonlySet<RouteName> = new Set<RouteName>([
  "POST /otp/request",
  "POST /otp/resend",
  "POST /otp/verify",
  "POST /otp/status",
]);

/**
 * Whether a route answers only those who send `X-Api-Key`. API Gateway meters a key on no other routes, so a stage is
 * either for browsers or for servers that act for their users (docs/adr/0022).
 */
export function needsKey(route: string, { serverClients }: Pick<StageConfig, "serverClients">): boolean {
  return serverClients !== undefined && (KEYED as ReadonlySet<string>).has(route);
}

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
