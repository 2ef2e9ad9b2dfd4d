import { serve } from "../compose/serve.ts";
import * as describeApi from "../handlers/describe-api.ts";
import * as describeIssuer from "../handlers/describe-issuer.ts";
import * as publishAppleApps from "../handlers/publish-apple-apps.ts";
import * as publishAttackToken from "../handlers/publish-attack-token.ts";
import * as publishKeys from "../handlers/publish-keys.ts";
import * as serveScript from "../handlers/serve-script.ts";

export const handler = await serve("discovery", {
  "publish-keys": publishKeys,
  "describe-issuer": describeIssuer,
  "describe-api": describeApi,
  "publish-apple-apps": publishAppleApps,
  "publish-attack-token": publishAttackToken,
  "serve-script": serveScript,
});
