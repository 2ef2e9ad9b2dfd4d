import type { Stack } from "aws-cdk-lib";
import { CfnQueryDefinition, type ILogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { StageFunction } from "./function.ts";

interface SavedQueriesProps {
  readonly stage: string;
  readonly accessLogs: ILogGroup;
  /** Whose functions are asked about. */
  readonly service: Stack;
}

/** Which logs a query reads. */
type Logs = "functions" | "access log";

/** The most log groups that one query may read. */
const MOST_GROUPS = 50;

const QUERIES: Readonly<Record<string, { readonly reads: Logs; readonly lines: readonly string[] }>> = {
  "why did this user get no code": {
    reads: "functions",
    lines: [
      // npm run find prints the pseudonym.
      "fields @timestamp, event, outcome, limit, reason, state, provider, channel, country, ageSeconds",
      'filter message = "audit" and recipient = "PSEUDONYM"',
      "sort @timestamp asc",
      "limit 200",
    ],
  },
  "who is attacking: limits": {
    reads: "functions",
    lines: [
      'filter message = "audit" and event in ["request-code", "resend-code", "verify-code"]',
      "stats count(*) as times, count_distinct(recipient) as recipients by bin(15m) as period, event, outcome, limit, channel, country",
      "sort times desc",
      "limit 100",
    ],
  },
  "who is attacking: recipients": {
    reads: "functions",
    lines: [
      'filter message = "audit" and event = "verify-code" and outcome != "approved"',
      "stats count(*) as times, min(@timestamp) as since by recipient, outcome, channel, country",
      "sort times desc",
      "limit 100",
    ],
  },
  "who is attacking: networks": {
    reads: "functions",
    lines: [
      'filter message = "audit" and ispresent(origin) and (limit = "origin" or outcome = "incorrect-code")',
      "stats count(*) as times, count_distinct(recipient) as recipients, min(@timestamp) as since, max(@timestamp) as last by origin, event, outcome",
      "sort times desc",
      "limit 100",
    ],
  },
  "which provider account is refused": {
    reads: "functions",
    lines: [
      'filter message = "audit" and event = "provider-account"',
      "stats count(*) as times, min(@timestamp) as since, max(@timestamp) as last by provider, reason, channel",
      "sort last desc",
    ],
  },
  "which app refuses sign-outs": {
    reads: "functions",
    lines: [
      'filter message = "audit" and event = "back-channel-logout" and outcome in ["refused", "again"]',
      "stats count(*) as times, min(@timestamp) as since, max(@timestamp) as last by client, outcome, reason",
      "sort last desc",
    ],
  },
  "which receiver does not take events": {
    reads: "functions",
    lines: [
      'filter message = "audit" and event = "tell-event" and outcome in ["again", "gone", "off"]',
      "stats count(*) as times, min(@timestamp) as since, max(@timestamp) as last by receiver, outcome, reason",
      "sort last desc",
      "limit 100",
    ],
  },
  "slow requests": {
    reads: "access log",
    lines: [
      "filter ispresent(latencyMs)",
      "stats count(*) as requests, pct(latencyMs, 50) as median, pct(latencyMs, 99) as slow, max(integrationLatencyMs) as slowest by method, route",
      "sort slow desc",
    ],
  },
};

/** Queries for CloudWatch Logs Insights, under `latchkey/<stage>` in the console. They cost nothing until they are run. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { stage, accessLogs, service }: SavedQueriesProps) {
    super(scope, id);
    const groups: Readonly<Record<Logs, readonly string[]>> = {
      functions: logGroupsBelow(service).slice(0, MOST_GROUPS),
      "access log": [accessLogs.logGroupName],
    };
    for (const [name, { reads, lines }] of Object.entries(QUERIES))
      new CfnQueryDefinition(this, name.replaceAll(/[^a-z]+/g, "-"), {
        name: `latchkey/${stage}/${name}`,
        logGroupNames: [...groups[reads]],
        queryString: lines.join("\n| "),
      });
  }
}

/** The log groups of all functions that the stack has by now. */
function logGroupsBelow(stack: Stack): readonly string[] {
  return stack.node
    .findAll()
    .filter((child) => child instanceof StageFunction)
    .map(({ function: { logGroup } }) => logGroup.logGroupName);
}
