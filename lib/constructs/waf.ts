import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { CfnIPSet, CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { SERVER_PATH } from "../../functions/routes.ts";
import type { StageConfig } from "../stage-config.ts";
import { problemDocument, RATE_LIMITED } from "./gateway-problems.ts";

interface WafProps {
  readonly stage: string;
  readonly config: StageConfig;
  readonly api: RestApi;
}

type Rule = Omit<CfnWebACL.RuleProperty, "priority" | "visibilityConfig">;

/** What the managed rules only count, because it is right here. */
const COUNTED = [
  // Bodies up to 16 KiB are read, and larger ones get a 413 that says so; the rule stops at 8 KiB.
  "SizeRestrictions_BODY",
  // Many a backend's HTTP library sends none.
  "NoUserAgent_HEADER",
];

/**
 * The firewall in front of the API. The first rule that blocks or allows decides.
 *
 * What it blocks is answered by the API's gateway response for it, a problem document; only the rate rule has words of
 * its own. WAF offers `application/json` for those and nothing closer, so that the document's own type is not named.
 */
export class Waf extends Construct {
  constructor(scope: Construct, id: string, { stage, config, api }: WafProps) {
    super(scope, id);
    const { allow, deny, requestsPerFiveMinutes } = config.waf;
    const rules: Rule[] = [
      { name: "deny", action: { block: {} }, statement: this.anyOf(stage, "deny", deny) },
      { name: "allow", action: { allow: {} }, statement: this.anyOf(stage, "allow", allow) },
      managed("ip-reputation", "AWSManagedRulesAmazonIpReputationList"),
      managed("common", "AWSManagedRulesCommonRuleSet", COUNTED),
      requestRate(requestsPerFiveMinutes),
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
      customResponseBodies: {
        "rate-limited": { contentType: "APPLICATION_JSON", content: problemDocument(RATE_LIMITED) },
      },
    });
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

function managed(name: string, ruleSet: string, counted: readonly string[] = []): Rule {
  return {
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: ruleSet,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
  };
}

/**
 * Stops one address that asks for code after code; API Gateway's own rates hold for all callers together. A few servers
 * ask for everybody, from as few addresses: their usage plan limits them instead.
 */
function requestRate(limit: number): Rule {
  return {
    name: "request-rate",
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
        scopeDownStatement: {
          andStatement: {
            statements: [
              matches({ method: {} }, "EXACTLY", "POST"),
              path("/otp/request"),
              { notStatement: { statement: path(`${SERVER_PATH}/otp/request`) } },
            ],
          },
        },
      },
    },
  };
}

/** The stage's name may stand before the path, and a slash after it. */
function path(text: string): CfnWebACL.StatementProperty {
  return matches({ uriPath: {} }, "CONTAINS", text, ["URL_DECODE", "NORMALIZE_PATH"]);
}

function matches(
  fieldToMatch: CfnWebACL.FieldToMatchProperty,
  positionalConstraint: string,
  searchString: string,
  transformations: readonly string[] = ["NONE"],
): CfnWebACL.StatementProperty {
  const textTransformations = transformations.map((type, priority) => ({ type, priority }));
  return { byteMatchStatement: { fieldToMatch, positionalConstraint, searchString, textTransformations } };
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  // Samples would show callers' addresses and cookies in the console.
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
