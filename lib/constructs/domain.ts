import { CfnOutput, type RemovalPolicy, Stack } from "aws-cdk-lib";
import { DomainName, EndpointType, SecurityPolicy } from "aws-cdk-lib/aws-apigateway";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import type { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";
import { pointToApi } from "./domain-record.ts";

/**
 * A domain of the owner's for the API. The owner makes its DNS record where its zone is not in this account. It lies with the data: what
 * that record points to must outlive the API.
 */
export function ownDomain(
  scope: Construct,
  own: NonNullable<StageConfig["domain"]>,
  removalPolicy: RemovalPolicy,
): DomainName {
  const { name, certificateArn } = own;
  const domain = new DomainName(scope, "Domain", {
    domainName: name,
    certificate: Certificate.fromCertificateArn(scope, "Certificate", certificateArn),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  domain.applyRemovalPolicy(removalPolicy);
  new CfnOutput(Stack.of(scope), "DomainTarget", {
    value: domain.domainNameAliasDomainName,
    description: "What the domain's DNS record (CNAME or alias) has to point to",
  });
  pointToApi(scope, domain, own, removalPolicy);
  return domain;
}
