import { create as describePushApp } from "../../functions/handlers/describe-push-app.ts";
import { create as enrolPush } from "../../functions/handlers/enrol-push.ts";
import { create as removePush } from "../../functions/handlers/remove-push.ts";
import { create as servePushWorker } from "../../functions/handlers/serve-push-worker.ts";
import { create as showPushes } from "../../functions/handlers/show-pushes.ts";
import type { Endpoint } from "../../functions/http/endpoint.ts";
import type { pushRoutes } from "../../functions/routes/push.ts";
import type { Services } from "../../functions/compose/base.ts";

export type PushHandler = (typeof pushRoutes)[number]["handler"];

/** The handlers of codes as notifications. */
export function pushEndpoints(services: Services): Record<PushHandler, Endpoint> {
  return {
    "show-pushes": showPushes(services),
    "enrol-push": enrolPush(services),
    "remove-push": removePush(services),
    "serve-push-worker": servePushWorker(services),
    "describe-push-app": describePushApp(services),
  };
}
