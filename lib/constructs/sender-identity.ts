import { CfnOutput, type RemovalPolicy, Stack } from "aws-cdk-lib";
import { EmailIdentity, Identity } from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";

interface SenderIdentityProps {
  readonly domain: string;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The sender's domain, which SES sends nothing from before the owner has put its records into the domain's DNS. It lies
 * with the data: another identity of the same domain would want other records.
 */
export class SenderIdentity extends Construct {
  constructor(scope: Construct, id: string, { domain, removalPolicy }: SenderIdentityProps) {
    super(scope, id);
    const identity = new EmailIdentity(this, "Sender", { identity: Identity.domain(domain) });
    identity.applyRemovalPolicy(removalPolicy);
    for (const [index, { name, value }] of identity.dkimRecords.entries())
      new CfnOutput(Stack.of(this), `SenderDnsRecord${index + 1}`, {
        value: `${name} CNAME ${value}`,
        description: `DNS record ${index + 1} of 3 that proves to Amazon SES that ${domain} is yours`,
      });
  }
}
