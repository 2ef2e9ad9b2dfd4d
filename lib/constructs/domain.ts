import { type DomainName, EndpointType, type RestApi, SecurityPolicy } from "aws-cdk-lib/aws-apigateway";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import type { StageConfig } from "../stage-config.ts";

/** Puts an API behind a domain of the owner's, whose DNS record they make themselves, wherever their zone is. */
export function serveOnDomain(
  api: RestApi,
  { name, certificateArn }: NonNullable<StageConfig["domain"]>,
): DomainName {
  return api.addDomainName("Domain", {
    domainName: name,
    certificate: Certificate.fromCertificateArn(api, "Certificate", certificateArn),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
}
