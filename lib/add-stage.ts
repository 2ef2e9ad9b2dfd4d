import { join } from "node:path";
import type { App, StackProps } from "aws-cdk-lib";
import { consumers, routes } from "../functions/routes.ts";
import { bundleHandlers, type HandlerCode } from "./constructs/code.ts";
import { DataStack } from "./data-stack.ts";
import { ServiceStack } from "./service-stack.ts";
import type { StageConfig } from "./stage-config.ts";

/** Bundles the code of all functions into a folder of the app's output. */
export function bundleFunctions(app: App): HandlerCode {
  const handlers = [...routes, ...consumers].map(({ handler }) => handler);
  const beside = ["fill-secrets", "rotate-secrets", "set-sms-account"];
  return bundleHandlers([...handlers, ...beside], join(app.outdir, "functions"));
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
    ...{ stage, config, code },
    terminationProtection: !config.removeDataOnDestroy,
  });
  new ServiceStack(app, `latchkey-${stage}-service`, {
    ...props("the API, its functions and queues, which may be replaced"),
    ...{ stage, config, code, data },
  });
}
