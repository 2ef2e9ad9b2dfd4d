import type { RemovalPolicy } from "aws-cdk-lib";
import type { DomainName } from "aws-cdk-lib/aws-apigateway";
import { ARecord, HostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { ApiGatewayDomain } from "aws-cdk-lib/aws-route53-targets";
import type { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";

/**
 * Points a domain to its API, where the domain's zone is in the same account. The record stays where the domain stays, or
 * clients would not find an API that serves on while the data stack is away.
 */
export function pointToApi(
  scope: Construct,
  target: DomainName,
  { name, hostedZoneId, zoneName }: NonNullable<StageConfig["domain"]>,
  removalPolicy: RemovalPolicy,
): void {
  if (hostedZoneId === undefined || zoneName === undefined) return;
  const record = new ARecord(scope, "DomainRecord", {
    zone: HostedZone.fromHostedZoneAttributes(scope, "Zone", { hostedZoneId, zoneName }),
    // With the dot at its end it is a whole name; the zone's is not added once more.
    recordName: `${name}.`,
    target: RecordTarget.fromAlias(new ApiGatewayDomain(target)),
    comment: "Latchkey: where clients reach the API",
  });
  record.applyRemovalPolicy(removalPolicy);
}
