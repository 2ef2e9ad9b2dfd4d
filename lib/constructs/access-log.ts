import {
  AccessLogField,
  AccessLogFormat,
  LogGroupLogDestination,
  type StageOptions,
} from "aws-cdk-lib/aws-apigateway";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";
import { removalPolicyOf } from "./removal.ts";

/**
 * What is written of each request. Nothing in it tells who asked: no address, no browser, no cookie, no body, and the
 * route's template instead of the path and the query, in which a client may have typed anything.
 */
const FIELDS = {
  requestId: AccessLogField.contextRequestId(),
  time: AccessLogField.contextRequestTimeEpoch(),
  method: AccessLogField.contextHttpMethod(),
  route: AccessLogField.contextResourcePath(),
  status: AccessLogField.contextStatus(),
  latencyMs: AccessLogField.contextResponseLatency(),
  integrationLatencyMs: AccessLogField.contextIntegrationLatency(),
  integrationStatus: AccessLogField.contextIntegrationStatus(),
  responseBytes: AccessLogField.contextResponseLength(),
  // The kinds alone: messages quote what came in.
  errorType: AccessLogField.contextErrorResponseType(),
  wafVerdict: AccessLogField.contextWafResponseCode(),
  /** The id of a server's key, which is not the key. */
  client: AccessLogField.contextIdentityApiKeyId(),
} as const;

/** A stage's access log, kept as long as its functions' logs. */
export function accessLog(
  scope: Construct,
  config: StageConfig,
): { readonly logGroup: LogGroup; readonly options: StageOptions } {
  const logGroup = new LogGroup(scope, "AccessLog", {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum's numbers are those that the configuration allows
    retention: config.logRetentionDays as RetentionDays,
    removalPolicy: removalPolicyOf(config),
  });
  return {
    logGroup,
    options: {
      accessLogDestination: new LogGroupLogDestination(logGroup),
      accessLogFormat: AccessLogFormat.custom(JSON.stringify(FIELDS)),
    },
  };
}
