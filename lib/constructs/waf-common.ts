import type { CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { appRoutes } from "../../functions/routes/apps.ts";
import { reportRoutes } from "../../functions/routes/consumers.ts";
import { signInRoutes } from "../../functions/routes/sign-in.ts";
import { matches, onPaths, type Rule } from "./waf-statements.ts";

/** What the managed rules only count, because it is right here. */
const COUNTED = [
  // Bodies up to 16 KiB are read, and SendGrid's batches up to 1 MiB; larger ones get a 413 that says so. The rule stops
  // at 8 KiB.
  "SizeRestrictions_BODY",
  // Many a backend's HTTP library sends none.
  "NoUserAgent_HEADER",
];

/**
 * What is right in what apps, forms and providers send, and nowhere else, with the label that the rule leaves on what it
 * has counted. A provider's report quotes what mail servers said, which may name `localhost`; it is signed. An app on the user's own machine is sent back to `http://127.0.0.1` or `http://localhost` (RFC 8252, 7.3), and an
 * authorization request of 2 600 bytes is legal.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const COUNTED_FOR_APPS: Readonly<Record<string, string>> = {
  EC2MetaDataSSRF_QUERYARGUMENTS: "EC2MetaDataSSRF_QueryArguments",
  EC2MetaDataSSRF_BODY: "EC2MetaDataSSRF_Body",
  GenericRFI_QUERYARGUMENTS: "GenericRFI_QueryArguments",
  GenericRFI_BODY: "GenericRFI_Body",
  SizeRestrictions_QUERYSTRING: "SizeRestrictions_QueryString",
};
const LABELS = "awswaf:managed:aws:core-rule-set:";

/**
 * The rest of the core rule set, each rule with the label that it leaves. What admins send by their forms and commands is
 * customers' names, texts with marks, networks and addresses of pages: the desk looks at its caller first, and takes from
 * whoever is no admin nothing but an address and codes. A rule that AWS adds is none of these, and blocks
 * here as well.
 */
const COUNTED_FOR_DESK: Readonly<Record<string, string>> = {
  UserAgent_BadBots_HEADER: "BadBots_Header",
  SizeRestrictions_Cookie_HEADER: "SizeRestrictions_Cookie_Header",
  SizeRestrictions_URIPATH: "SizeRestrictions_URIPath",
  EC2MetaDataSSRF_COOKIE: "EC2MetaDataSSRF_Cookie",
  EC2MetaDataSSRF_URIPATH: "EC2MetaDataSSRF_URIPath",
  GenericLFI_QUERYARGUMENTS: "GenericLFI_QueryArguments",
  GenericLFI_URIPATH: "GenericLFI_URIPath",
  GenericLFI_BODY: "GenericLFI_Body",
  RestrictedExtensions_URIPATH: "RestrictedExtensions_URIPath",
  RestrictedExtensions_QUERYARGUMENTS: "RestrictedExtensions_QueryArguments",
  GenericRFI_URIPATH: "GenericRFI_URIPath",
  CrossSiteScripting_COOKIE: "CrossSiteScripting_Cookie",
  CrossSiteScripting_QUERYARGUMENTS: "CrossSiteScripting_QueryArguments",
  CrossSiteScripting_BODY: "CrossSiteScripting_Body",
  CrossSiteScripting_URIPATH: "CrossSiteScripting_URIPath",
};

/** Where apps send users and ask for tokens, forms are posted, and providers report; the stage's name may stand before. */
const APP_PATHS = `(${[...new Set([...appRoutes, ...signInRoutes, ...reportRoutes].map(({ path }) => path))].join("|").replaceAll(".", String.raw`\.`)})/?$`;

/**
 * The desk's pages, and what its commands call: from the beginning of the path, before which the stage's name may stand, so
 * that no other path is one of the desk's by what follows.
 */
const DESK_PATHS = "^(/[^/]+)?/admin(-api)?(/[^/]+){0,2}/?$";

/**
 * The core rule set, and behind it what blocks that which it has counted where that is not right. With a desk, all of the
 * set only counts what is posted there: one rule blocks in its place everywhere else, for each rule has its price.
 */
export function commonRules({ hasDesk }: { readonly hasDesk: boolean }): Rule[] {
  const counted = [...COUNTED, ...Object.keys(COUNTED_FOR_APPS)];
  const forApps = both(anyLabel(COUNTED_FOR_APPS), not(onPaths(APP_PATHS)));
  if (!hasDesk) return [common(counted), elsewhere(forApps)];
  const anyRule = { orStatement: { statements: [forApps, anyLabel(COUNTED_FOR_DESK)] } };
  const toDesk = both(matches({ method: {} }, "EXACTLY", "POST"), onPaths(DESK_PATHS));
  return [common([...counted, ...Object.keys(COUNTED_FOR_DESK)]), elsewhere(both(anyRule, not(toDesk)))];
}

function common(counted: readonly string[]): Rule {
  return managed("common", "AWSManagedRulesCommonRuleSet", counted);
}

function elsewhere(statement: CfnWebACL.StatementProperty): Rule {
  return { name: "common-elsewhere", action: { block: {} }, statement };
}

export function managed(name: string, ruleSet: string, counted: readonly string[] = []): Rule {
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

/** What a managed rule has counted. */
function anyLabel(counted: Readonly<Record<string, string>>): CfnWebACL.StatementProperty {
  const statements = Object.values(counted).map((label) => ({
    labelMatchStatement: { scope: "LABEL", key: LABELS + label },
  }));
  return { orStatement: { statements } };
}

function both(...statements: CfnWebACL.StatementProperty[]): CfnWebACL.StatementProperty {
  return { andStatement: { statements } };
}

function not(statement: CfnWebACL.StatementProperty): CfnWebACL.StatementProperty {
  return { notStatement: { statement } };
}
