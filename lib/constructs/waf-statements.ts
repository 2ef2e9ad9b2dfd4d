import type { CfnWebACL } from "aws-cdk-lib/aws-wafv2";

/** A rule of the firewall, before it has its place among them. */
export type Rule = Omit<CfnWebACL.RuleProperty, "priority" | "visibilityConfig">;

/** One expression in place of a statement for each path: WAF charges for what a list can do. */
export function onPaths(regexString: string): CfnWebACL.StatementProperty {
  return {
    regexMatchStatement: {
      fieldToMatch: { uriPath: {} },
      regexString,
      textTransformations: [
        { priority: 0, type: "URL_DECODE" },
        { priority: 1, type: "NORMALIZE_PATH" },
      ],
    },
  };
}

/** The stage's name may stand before the path, and a slash after it. */
export function path(text: string): CfnWebACL.StatementProperty {
  return matches({ uriPath: {} }, "CONTAINS", text, ["URL_DECODE", "NORMALIZE_PATH"]);
}

export function matches(
  fieldToMatch: CfnWebACL.FieldToMatchProperty,
  positionalConstraint: string,
  searchString: string,
  transformations: readonly string[] = ["NONE"],
): CfnWebACL.StatementProperty {
  const textTransformations = transformations.map((type, priority) => ({ type, priority }));
  return { byteMatchStatement: { fieldToMatch, positionalConstraint, searchString, textTransformations } };
}
