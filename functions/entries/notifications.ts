import { serve } from "../compose/serve.ts";
import * as describePushApp from "../handlers/describe-push-app.ts";
import * as enrolPush from "../handlers/enrol-push.ts";
import * as removePush from "../handlers/remove-push.ts";
import * as servePushWorker from "../handlers/serve-push-worker.ts";
import * as showPushes from "../handlers/show-pushes.ts";

export const handler = await serve("notifications", {
  "show-pushes": showPushes,
  "enrol-push": enrolPush,
  "remove-push": removePush,
  "serve-push-worker": servePushWorker,
  "describe-push-app": describePushApp,
});
