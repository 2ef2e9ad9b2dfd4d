import { type App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import type { IConstruct } from "constructs";

/** What cdk-nag finds, as `rule at path`; with what has a reason only if that is asked for. */
export function findings(app: App, { acknowledged }: { readonly acknowledged: boolean }): string[] {
  const checks = new AwsSolutionsChecks(app);
  if (acknowledged) Object.assign(checks, { isAcknowledged: () => false });
  return checks
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = "" }) => `${ruleName} at ${constructPath}`),
    );
}

/** Reasons that nothing has: what is excused in advance, as `rule at path`. */
export function needlessReasons(app: App): string[] {
  const reasons = app.node.findAll().flatMap(reasonsOf);
  const found = findings(app, { acknowledged: true });
  return reasons.filter(
    (reason) => !found.some((finding) => finding === reason || finding.startsWith(`${reason}/`)),
  );
}

function reasonsOf({ node }: IConstruct): string[] {
  return node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object))
    .map((rule) => `${rule.replace(/^annotation::/i, "")} at ${node.path}`)
    .filter((reason) => reason.startsWith("AwsSolutions-"));
}
