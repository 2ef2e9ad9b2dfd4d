import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import * as z from "zod/mini";
import { deployRoleSchema, DeployRoleStack } from "../lib/deploy-role-stack.ts";

const app = new App();
const [repository, branch, providerArn] = ["repository", "branch", "providerArn"].map((name): unknown =>
  app.node.tryGetContext(name),
);
new DeployRoleStack(app, "latchkey-deploy-role", {
  description: "Latchkey: the roles that its workflows deploy and compare with",
  ...z.parse(deployRoleSchema, { repository, branch, providerArn }),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
