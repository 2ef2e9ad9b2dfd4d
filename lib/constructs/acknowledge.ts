import { Stack, Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Says of a construct, and of all below it, that a finding of cdk-nag is meant to be so. It stands where the construct is
 * made: no reason outlives what it was given for.
 * @param rules as cdk-nag names them after `AwsSolutions-`
 */
export function acknowledge(construct: IConstruct, reason: string, ...rules: readonly string[]): void {
  Validations.of(construct).acknowledge(...rules.map((rule) => ({ id: `AwsSolutions-${rule}`, reason })));
}

/** cdk-nag's name for a wildcard in what a role may use. With an account and region the ARN is spelled out in it. */
export function wildcardRule(scope: IConstruct, arn: string): string {
  return `IAM5[Resource::${flat(Stack.of(scope).resolve(arn))}]`;
}

/** As cdk-nag flattens a value of a template: joined, with references in angle brackets. */
function flat(value: unknown): string {
  if (typeof value === "string") return value;
  const { Ref: target, "Fn::Join": join } = value as {
    readonly Ref?: string;
    readonly "Fn::Join"?: readonly [string, readonly unknown[]];
  };
  if (target !== undefined) return `<${target}>`;
  if (join) return join[1].map(flat).join(join[0]);
  throw new Error(`No rule of cdk-nag is named after ${JSON.stringify(value)}.`);
}
