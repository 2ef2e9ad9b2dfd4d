import { ArnFormat, Stack } from "aws-cdk-lib";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { CfnLoggingConfiguration, type CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import type { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";
import { removalPolicyOf } from "./removal.ts";

/**
 * Has the firewall write down every request that it looked at, with the address that it came from. WAF takes log groups
 * with this beginning of their names alone.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
 */
export function writeWafLogs(scope: Construct, stage: string, config: StageConfig, acl: CfnWebACL): void {
  const logGroupName = `aws-waf-logs-latchkey-${stage}`;
  const group = new LogGroup(scope, "Logs", {
    logGroupName,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum's numbers are those that the configuration allows
    retention: config.logRetentionDays as RetentionDays,
    removalPolicy: removalPolicyOf(config),
  });
  const header = (name: string) => ({ singleHeader: { Name: name } });
  const logging = new CfnLoggingConfiguration(scope, "Logging", {
    resourceArn: acl.attrArn,
    // The ARN that CloudFormation knows of the group ends in a star, which WAF does not take.
    logDestinationConfigs: [
      Stack.of(scope).formatArn({
        ...{ service: "logs", resource: "log-group", resourceName: logGroupName },
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    // Once more what the list's data protection takes out, for the day when that is taken away. And the path, which it
    // cannot: mail programs that write links anew send the code of a link along in it. The access log names the route.
    redactedFields: [
      ...["cookie", "authorization", "x-api-key"].map(header),
      { queryString: {} },
      { uriPath: {} },
    ],
  });
  logging.node.addDependency(group);
}
