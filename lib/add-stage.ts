import { join } from "node:path";
import type { App, Stack, StackProps } from "aws-cdk-lib";
import { ManagedPolicy, PermissionsBoundary } from "aws-cdk-lib/aws-iam";
import { bundleHandlers, type BundledCode, type HandlerCode } from "./constructs/code.ts";
import { DataStack } from "./data-stack.ts";
import { DEPLOYED } from "./function-names.ts";
import { ServiceStack } from "./service-stack.ts";
import type { StageConfig } from "./stage-config.ts";

/** Bundles the code of all functions, and the owner's words with it, into a folder of the app's output. */
export function bundleFunctions(app: App, words: readonly string[] = []): BundledCode {
  return bundleHandlers(DEPLOYED, join(app.outdir, "functions"), words);
}

interface AddStageOptions {
  /**
   * Whether no deployment has stood yet: CloudFormation could not take away again what is protected, nor delete a protected
   * stack, when the first one fails.
   * @default false
   */
  readonly firstDeployment?: boolean;
}

/** Adds the two stacks of a stage to the app: `latchkey-<stage>-data` and `latchkey-<stage>-service`. */
export function addStage(
  app: App,
  stage: string,
  config: StageConfig,
  code: HandlerCode,
  { firstDeployment = false }: AddStageOptions = {},
): void {
  const protect = !config.removeDataOnDestroy && !firstDeployment;
  const props = (what: string): StackProps => ({
    description: `Latchkey (${stage}): ${what}`,
    tags: { ...config.tags, service: "latchkey", stage },
    ...(config.env && { env: config.env }),
  });
  const data = new DataStack(app, `latchkey-${stage}-data`, {
    ...props("the table and the secrets, which must survive"),
    stage,
    config,
    code,
    protect,
    terminationProtection: protect,
  });
  const service = new ServiceStack(app, `latchkey-${stage}-service`, {
    ...props("the API, its functions and queues, which may be replaced"),
    stage,
    config,
    code,
    data,
  });
  if (config.permissionsBoundary !== undefined)
    for (const stack of [data, service]) boundRoles(stack, config.permissionsBoundary);
}

/** Has a managed policy of the account bound every role of a stack, also those that CDK makes. */
function boundRoles(stack: Stack, policyName: string): void {
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, "Boundary", policyName));
}
