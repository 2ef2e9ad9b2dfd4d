import { servedRoutes } from "../../functions/config.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";

/** The routes of the stages of cdk.json, where Twilio carries nothing. */
export const routes = servedRoutes(parseStage(cdkJson.context.stages, "prod").settings);
