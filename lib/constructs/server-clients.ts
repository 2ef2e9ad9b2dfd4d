import { type IApiKey, Period, type RestApi } from "aws-cdk-lib/aws-apigateway";
import type { StageConfig } from "../stage-config.ts";
import type { RouteName } from "./route-rates.ts";

/** Where servers call the API, with their key: API Gateway meters a key only where it requires one (docs/adr/0022). */
export const SERVER_PATH = "/server";

/** What a server does for its users: a session belongs to a browser, and a token to whoever holds it. */
const FOR_SERVERS: ReadonlySet<RouteName> = new Set<RouteName>([
  "POST /otp/request",
  "POST /otp/resend",
  "POST /otp/verify",
  "POST /otp/status",
]);

/** Whether a route is there for servers too, below {@link SERVER_PATH}. */
export function isForServers(route: string): boolean {
  return (FOR_SERVERS as ReadonlySet<string>).has(route);
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
