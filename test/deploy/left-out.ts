import type { Assumption } from "../../bin/smoke/assumptions.ts";
import type { Stripped } from "./strip-template.ts";

/**
 * What a deployment to moto leaves out, by the kind of resource, and the assumptions that a line of `npm run smoke` settles
 * of it in an account. A kind without one is shown by the first deployment itself, or by nothing before it is needed: the
 * rows of docs/aws-assumptions.md say which.
 */
export const LEFT_OUT: Readonly<Record<string, readonly Assumption[]>> = {
  "AWS::ApiGateway::Account": [],
  "AWS::ApiGateway::GatewayResponse": ["gateway-responses", "gateway-body-limit", "gateway-cors"],
  "AWS::ApiGateway::Method that answers by itself": ["method-not-allowed", "gateway-cors"],
  "AWS::ApiGateway::Stage": ["api-address", "trailing-slash"],
  "AWS::CloudWatch::Alarm": [],
  "AWS::CodeDeploy::Application": [],
  "AWS::CodeDeploy::DeploymentGroup": [],
  "AWS::Lambda::Alias": ["api-address", "stream-to-queue"],
  "AWS::Lambda::EventInvokeConfig": [],
  "AWS::Logs::MetricFilter": [],
  "AWS::Logs::QueryDefinition": [],
  "AWS::Logs::SubscriptionFilter": [],
  "AWS::SES::ConfigurationSet": ["ses-sends"],
  "AWS::SES::ConfigurationSetEventDestination": ["ses-receipts"],
  "AWS::SES::EmailIdentity": ["ses-sends"],
  "AWS::SNS::Subscription": ["ses-receipts"],
  "AWS::SNS::TopicPolicy": ["ses-receipts"],
  "AWS::SQS::QueuePolicy": ["stream-to-queue", "queues-drain"],
  "AWS::SecretsManager::RotationSchedule": [],
  "AWS::SecretsManager::Secret": ["signing-keys"],
  "AWS::WAFv2::IPSet": [],
  "AWS::WAFv2::WebACL": ["waf-loopback", "waf-query-length"],
  "AWS::WAFv2::WebACLAssociation": ["waf-loopback", "waf-query-length"],
  "Custom::LatchkeySecrets": ["signing-keys"],
  "Custom::LatchkeySmsAccount": [],
};

/** What is deployed to moto in other words than to AWS, in the order in which it is printed. */
export const REWORDED: readonly string[] = [
  "RetainExceptOnCreate is Retain",
  "an output that another stack reads is an import of an export",
  "an output of a nested stack is an import of an export",
  "no stack is protected from its deletion",
];

/** How many resources of each kind are left out of some templates; sorted by the kind. */
export function leftOut(stacks: Iterable<Stripped>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const stripped of stacks)
    for (const [kind, count] of stripped.counts) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return new Map([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What a deployment to moto does not show, one line for each kind, in a fixed order. */
export function leftOutLines(stacks: Iterable<Stripped>): string[] {
  const lines = [...leftOut(stacks)].map(([kind, count]) => {
    const settles = LEFT_OUT[kind] ?? [];
    return `${kind}, ${count} x: ${settles.length > 0 ? `settled by ${settles.join(", ")}` : "settled by no line of smoke"}`;
  });
  return [...lines, ...REWORDED];
}
