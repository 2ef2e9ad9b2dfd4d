import { CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import { EmailIdentity, Identity } from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";

interface SenderIdentityProps {
  readonly domain: string;
}

/**
 * The sender's domain, which SES sends nothing from before the owner has put its records into the domain's DNS. It lies
 * with the data: another identity of the same domain would want other records. It stays when its stage goes, also where the
 * stage removes its data: there is one of a domain in an account and region, and other stages send from it.
 */
export class SenderIdentity extends Construct {
  constructor(scope: Construct, id: string, { domain }: SenderIdentityProps) {
    super(scope, id);
    const identity = new EmailIdentity(this, "Sender", { identity: Identity.domain(domain) });
    identity.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    for (const [index, { name, value }] of identity.dkimRecords.entries())
      new CfnOutput(Stack.of(this), `SenderDnsRecord${index + 1}`, {
        value: `${name} CNAME ${value}`,
        description: `DNS record ${index + 1} of 3 that proves to Amazon SES that ${domain} is yours`,
      });
  }
}
