import { ofType, type TemplateJson } from "./synthesize.ts";

/** A statement of a rule, as far as the common rules have any. */
interface Statement {
  readonly AndStatement?: { readonly Statements: readonly Statement[] };
  readonly OrStatement?: { readonly Statements: readonly Statement[] };
  readonly NotStatement?: { readonly Statement: Statement };
  readonly LabelMatchStatement?: { readonly Scope: string; readonly Key: string };
  readonly RegexMatchStatement?: { readonly RegexString: string };
  readonly ByteMatchStatement?: {
    readonly FieldToMatch: object;
    readonly PositionalConstraint: string;
    readonly SearchString: string;
  };
  readonly ManagedRuleGroupStatement?: {
    readonly RuleActionOverrides: readonly { readonly Name: string; readonly ActionToUse: object }[];
  };
}

export interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Action?: object;
  readonly Statement: Statement;
  readonly VisibilityConfig: object;
}

/** The rules of a stage's firewall, in their order. */
export function rulesOf(service: TemplateJson): readonly Rule[] {
  const [acl] = ofType(service, "AWS::WAFv2::WebACL").map(({ Properties }) => Properties);
  return [...(acl?.Rules as Rule[])].sort((a, b) => a.Priority - b.Priority);
}

type Finds = (text: string) => boolean;

/**
 * The rules of AWS's core rule set, with the labels that they leave, as its documentation has them; and what those look for
 * that something of ours meets.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
export const CORE: Readonly<
  Record<string, readonly [label: string, query?: Finds | undefined, body?: Finds]>
> = {
  NoUserAgent_HEADER: ["NoUserAgent_Header"],
  UserAgent_BadBots_HEADER: ["BadBots_Header"],
  SizeRestrictions_QUERYSTRING: ["SizeRestrictions_QueryString", (text) => text.length > 2048],
  SizeRestrictions_Cookie_HEADER: ["SizeRestrictions_Cookie_Header"],
  SizeRestrictions_BODY: ["SizeRestrictions_Body", undefined, (text) => text.length > 8192],
  SizeRestrictions_URIPATH: ["SizeRestrictions_URIPath"],
  EC2MetaDataSSRF_BODY: ["EC2MetaDataSSRF_Body", undefined, metadata],
  EC2MetaDataSSRF_COOKIE: ["EC2MetaDataSSRF_Cookie"],
  EC2MetaDataSSRF_URIPATH: ["EC2MetaDataSSRF_URIPath"],
  EC2MetaDataSSRF_QUERYARGUMENTS: ["EC2MetaDataSSRF_QueryArguments", metadata],
  GenericLFI_QUERYARGUMENTS: ["GenericLFI_QueryArguments", traversal],
  GenericLFI_URIPATH: ["GenericLFI_URIPath"],
  GenericLFI_BODY: ["GenericLFI_Body", undefined, traversal],
  RestrictedExtensions_URIPATH: ["RestrictedExtensions_URIPath"],
  RestrictedExtensions_QUERYARGUMENTS: ["RestrictedExtensions_QueryArguments"],
  GenericRFI_QUERYARGUMENTS: ["GenericRFI_QueryArguments", inclusion],
  GenericRFI_BODY: ["GenericRFI_Body", undefined, inclusion],
  GenericRFI_URIPATH: ["GenericRFI_URIPath"],
  CrossSiteScripting_COOKIE: ["CrossSiteScripting_Cookie"],
  CrossSiteScripting_QUERYARGUMENTS: ["CrossSiteScripting_QueryArguments", scripting],
  CrossSiteScripting_BODY: ["CrossSiteScripting_Body", undefined, scripting],
  CrossSiteScripting_URIPATH: ["CrossSiteScripting_URIPath"],
};

/** This machine, or the one that tells an EC2 machine its credentials. */
function metadata(text: string): boolean {
  return /localhost|127\.0\.0\.1|169\.254\.169\.254|\[::1\]/.test(decodeURIComponent(text));
}
/** An address with a protocol and an IPv4 host. */
function inclusion(text: string): boolean {
  return /:\/\/\d+\.\d+\.\d+\.\d+/.test(decodeURIComponent(text));
}
function traversal(text: string): boolean {
  return decodeURIComponent(text).includes("../../");
}
function scripting(text: string): boolean {
  return /<script\b/i.test(decodeURIComponent(text));
}

export interface Asked {
  readonly path: string;
  /** @default "POST" */
  readonly method?: string;
  readonly query?: string;
  readonly body?: string;
  /** What the core rule set finds, by the names of its rules. @default what it finds in query and body */
  readonly found?: readonly string[];
}

/** What the core rule set and the rule behind it make of a request. */
export function verdictOf(rules: readonly Rule[], asked: Asked): "blocked" | "let through" {
  const { query = "", body = "" } = asked;
  const ruleNamed = (name: string) => rules.find(({ Name }) => Name === name);
  const overrides = ruleNamed("common")?.Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [];
  const counted = overrides.filter(({ ActionToUse }) => "Count" in ActionToUse).map(({ Name }) => Name);
  const found =
    asked.found ??
    Object.entries(CORE).flatMap(([name, [, inQuery, inBody]]) =>
      inQuery?.(query) === true || inBody?.(body) === true ? [name] : [],
    );
  if (found.some((name) => !counted.includes(name))) return "blocked";
  const labels = found.map((name) => `awswaf:managed:aws:core-rule-set:${CORE[name]?.[0]}`);
  const behind = ruleNamed("common-elsewhere");
  const blocks = "Block" in (behind?.Action ?? {});
  return blocks && behind && holds(behind.Statement, asked, labels) ? "blocked" : "let through";
}

function holds(statement: Statement, asked: Asked, labels: readonly string[]): boolean {
  const { AndStatement, OrStatement, NotStatement } = statement;
  if (AndStatement) return AndStatement.Statements.every((one) => holds(one, asked, labels));
  if (OrStatement) return OrStatement.Statements.some((one) => holds(one, asked, labels));
  if (NotStatement) return !holds(NotStatement.Statement, asked, labels);
  const { LabelMatchStatement, RegexMatchStatement, ByteMatchStatement } = statement;
  if (LabelMatchStatement?.Scope === "LABEL") return labels.includes(LabelMatchStatement.Key);
  if (RegexMatchStatement) return new RegExp(RegexMatchStatement.RegexString).test(asked.path);
  if (ByteMatchStatement && "Method" in ByteMatchStatement.FieldToMatch)
    return (
      ByteMatchStatement.PositionalConstraint === "EXACTLY" &&
      ByteMatchStatement.SearchString === (asked.method ?? "POST")
    );
  throw new Error(`Not looked at here: ${JSON.stringify(statement)}`);
}
