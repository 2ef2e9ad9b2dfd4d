import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { CfnIPSet, CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { SERVER_PATH } from "../../functions/routes.ts";
import type { StageConfig } from "../stage-config.ts";
import { problemDocument, RATE_LIMITED } from "./gateway-problems.ts";
import { commonRules, managed } from "./waf-common.ts";
import { writeWafLogs } from "./waf-logs.ts";
import { matches, path, type Rule } from "./waf-statements.ts";

interface WafProps {
  readonly stage: string;
  readonly config: StageConfig;
  readonly api: RestApi;
}

/** What all of {@link reportRoutes} begin with. */
const REPORTS_PATH = "/otp/receipts/";

/** What a log and a sample hold in the place of what opens something, or names a user. */
const PROTECTED: readonly CfnWebACL.FieldToProtectProperty[] = [
  { fieldType: "SINGLE_HEADER", fieldKeys: ["cookie", "authorization", "x-api-key"] },
  { fieldType: "QUERY_STRING" },
];

/**
 * The firewall in front of the API. The first rule that blocks or allows decides.
 *
 * What it blocks is answered by the API's gateway response for it, a problem document; only the rate rules have words of
 * their own. WAF offers `application/json` for those and nothing closer, so that the document's own type is not named.
 */
export class Waf extends Construct {
  constructor(scope: Construct, id: string, { stage, config, api }: WafProps) {
    super(scope, id);
    const { allow, deny, requestsPerFiveMinutes, anyPathPerFiveMinutes, logs } = config.waf;
    const { proxy, desk } = config.settings;
    // Behind a proxy all callers have its address: it has to limit them itself.
    const behindProxy = proxy && this.anyOf(stage, "proxy", proxy.networks);
    const rules: Rule[] = [
      { name: "deny", action: { block: {} }, statement: this.anyOf(stage, "deny", deny) },
      { name: "allow", action: { allow: {} }, statement: this.anyOf(stage, "allow", allow) },
      managed("ip-reputation", "AWSManagedRulesAmazonIpReputationList"),
      ...commonRules({ hasDesk: desk !== undefined }),
      rate("request-rate", requestsPerFiveMinutes, [
        matches({ method: {} }, "EXACTLY", "POST"),
        path("/otp/request"),
        ...outside(behindProxy),
      ]),
      // A provider reports all that was sent from few addresses, and what it is refused here may be lost.
      rate("any-rate", anyPathPerFiveMinutes, [
        { notStatement: { statement: path(REPORTS_PATH) } },
        ...outside(behindProxy),
      ]),
    ];
    const acl = new CfnWebACL(this, "Acl", {
      name: `latchkey-${stage}`,
      // WAF takes no parentheses here.
      description: `Latchkey ${stage}: who may call the API`,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visibility(`latchkey-${stage}`),
      rules: rules.map((rule, priority) => ({
        ...rule,
        priority,
        visibilityConfig: visibility(`latchkey-${stage}-${rule.name}`),
      })),
      dataProtectionConfig: {
        dataProtections: PROTECTED.map((field) => ({ field, action: "SUBSTITUTION" })),
      },
      customResponseBodies: {
        "rate-limited": { contentType: "APPLICATION_JSON", content: problemDocument(RATE_LIMITED) },
      },
    });
    if (logs) writeWafLogs(this, stage, config, acl);
    new CfnWebACLAssociation(this, "Association", {
      webAclArn: acl.attrArn,
      resourceArn: api.deploymentStage.stageArn,
    });
  }

  /** A set holds addresses of one kind, so a list is two sets; both are there when empty, to be filled in a hurry. */
  private anyOf(stage: string, list: string, cidrs: readonly string[]): CfnWebACL.StatementProperty {
    const sets = [
      ["IPV4", cidrs.filter((cidr) => !cidr.includes(":"))],
      ["IPV6", cidrs.filter((cidr) => cidr.includes(":"))],
    ] as const;
    const statements = sets.map(([version, addresses]) => {
      const set = new CfnIPSet(this, `${list}-${version}`, {
        name: `latchkey-${stage}-${list}-${version.toLowerCase()}`,
        description: `Latchkey ${stage}: networks to ${list}`,
        scope: "REGIONAL",
        ipAddressVersion: version,
        addresses,
      });
      return { ipSetReferenceStatement: { arn: set.attrArn } };
    });
    return { orStatement: { statements } };
  }
}

/** Servers ask for all their users from few addresses: their usage plan limits them instead. */
function outside(behindProxy: CfnWebACL.StatementProperty | undefined): CfnWebACL.StatementProperty[] {
  return [path(`${SERVER_PATH}/`), ...(behindProxy ? [behindProxy] : [])].map((statement) => ({
    notStatement: { statement },
  }));
}

/** Stops one address that asks too often; API Gateway's own rates hold for all callers together. */
function rate(name: string, limit: number, scope: CfnWebACL.StatementProperty[]): Rule {
  const [first, ...others] = scope;
  return {
    name,
    action: {
      block: {
        customResponse: {
          responseCode: RATE_LIMITED.status,
          customResponseBodyKey: "rate-limited",
          // How long WAF looks back.
          responseHeaders: [{ name: "Retry-After", value: "300" }],
        },
      },
    },
    statement: {
      rateBasedStatement: {
        ...{ limit, evaluationWindowSec: 300, aggregateKeyType: "IP" },
        ...(first && {
          scopeDownStatement: others.length > 0 ? { andStatement: { statements: scope } } : first,
        }),
      },
    },
  };
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  // Samples in the console show whom a rule stops and why, without which a wrong rule is found by its victims. What opens
  // something is taken out of them, and of logs, by the data protection of the whole list.
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
