import { App } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { DeployRoleStack } from "../../../lib/deploy-role-stack.ts";
import type { TemplateJson } from "../synthesize.ts";

/** The stack of the pipeline's roles, and what cdk-nag finds in it. */
export function makeDeployRole(providerArn?: string): {
  readonly template: TemplateJson;
  readonly findings: readonly string[];
} {
  const app = new App();
  new DeployRoleStack(app, "roles", { repository: "owner/latchkey", branch: "main", providerArn });
  const [stack] = app.synth().stacks;
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return {
    template: stack?.template as TemplateJson,
    findings: violations.map(({ ruleName }) => ruleName),
  };
}
