import { type DomainName, EndpointType, type RestApi, SecurityPolicy } from "aws-cdk-lib/aws-apigateway";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import type { StageConfig } from "../stage-config.ts";
import { pointToApi } from "./domain-record.ts";

/** Puts an API behind a domain of the owner's, whose DNS record they make themselves where its zone is not in this account. */
export function serveOnDomain(api: RestApi, domain: NonNullable<StageConfig["domain"]>): DomainName {
  const { name, certificateArn } = domain;
  const made = api.addDomainName("Domain", {
    domainName: name,
    certificate: Certificate.fromCertificateArn(api, "Certificate", certificateArn),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  pointToApi(api, made, domain);
  return made;
}
