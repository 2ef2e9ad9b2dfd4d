import { join } from "node:path";
import type { App, StackProps } from "aws-cdk-lib";
import { CHANNELS } from "../functions/domain/channel.ts";
import { consumers, routes } from "../functions/routes.ts";
import { bundleHandlers, type BundledCode, type HandlerCode } from "./constructs/code.ts";
import { DataStack } from "./data-stack.ts";
import { ServiceStack } from "./service-stack.ts";
import type { StageConfig } from "./stage-config.ts";

/** The files in functions/handlers that are deployed: one for each row of routes.ts, and for each channel of a queue's. */
export const DEPLOYED_HANDLERS: readonly string[] = [
  ...[...routes, ...consumers].flatMap((row) =>
    "source" in row && row.source === "queue"
      ? CHANNELS.map((channel) => `${row.handler}-${channel}`)
      : [row.handler],
  ),
  ...["fill-secrets", "rotate-secrets", "set-sms-account"],
];

/** Bundles the code of all functions, and the owner's words with it, into a folder of the app's output. */
export function bundleFunctions(app: App, words: readonly string[] = []): BundledCode {
  return bundleHandlers(DEPLOYED_HANDLERS, join(app.outdir, "functions"), words);
}

/** Adds the two stacks of a stage to the app: `latchkey-<stage>-data` and `latchkey-<stage>-service`. */
export function addStage(app: App, stage: string, config: StageConfig, code: HandlerCode): void {
  const props = (what: string): StackProps => ({
    description: `Latchkey (${stage}): ${what}`,
    tags: { service: "latchkey", stage },
    ...(config.env && { env: config.env }),
  });
  const data = new DataStack(app, `latchkey-${stage}-data`, {
    ...props("the table and the secrets, which must survive"),
    stage,
    config,
    code,
    terminationProtection: !config.removeDataOnDestroy,
  });
  new ServiceStack(app, `latchkey-${stage}-service`, {
    ...props("the API, its functions and queues, which may be replaced"),
    stage,
    config,
    code,
    data,
  });
}
