import { fullDiff, ResourceImpact } from "@aws-cdk/cloudformation-diff";
import { type Template, exportsOf, importsOf } from "./template.ts";

/** What cannot be made again as it was: data, keys, and the names by which others reach or trust the service. */
const PROTECTED: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::Table": "table",
  "AWS::DynamoDB::GlobalTable": "table",
  "AWS::SecretsManager::Secret": "secret",
  "AWS::KMS::Key": "KMS key",
  "AWS::SES::EmailIdentity": "e-mail identity",
  "AWS::ApiGateway::DomainName": "domain",
  "AWS::ApiGatewayV2::DomainName": "domain",
  "AWS::ApiGateway::ApiKey": "API key",
  // Without a domain, its id is part of the public URL, which is the issuer of every token.
  "AWS::ApiGateway::RestApi": "API",
};

const HARM: ReadonlyMap<ResourceImpact, string> = new Map([
  [ResourceImpact.WILL_REPLACE, "is replaced"],
  [ResourceImpact.MAY_REPLACE, "may be replaced"],
  [ResourceImpact.WILL_DESTROY, "is deleted"],
  // With `Retain` the thing stays, but without a stack: the next one of its name cannot be made.
  [ResourceImpact.WILL_ORPHAN, "leaves its stack"],
]);

/**
 * Properties that CloudFormation refuses to change, where it could replace others.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
 */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "AWS::KMS::Key": ["KeySpec", "KeyUsage", "MultiRegion", "Origin"],
};

/** The templates of one stage, by the stacks' names. */
export type Templates = ReadonlyMap<string, Template>;

/**
 * What a deployment of the new templates over the old ones would break, one line for each.
 * @returns nothing where it can be deployed and undone
 */
export function compareTemplates(before: Templates, after: Templates): string[] {
  const empty: Template = { Resources: {} };
  return [...before].flatMap(([stack, template]) => [
    ...lostResources(stack, template, after.get(stack) ?? empty),
    ...lostExports(stack, before, after.get(stack) ?? empty),
    ...movedFunctions(stack, template, after),
  ]);
}

/**
 * A function keeps its name when it moves to another stack, nested or not. CloudFormation makes it there before it deletes
 * it here, and Lambda refuses a name that is taken: docs/upgrade.md says how one is moved.
 */
function movedFunctions(stack: string, before: Template, after: Templates): string[] {
  const names = functionNames(before);
  return [...after]
    .filter(([other]) => other !== stack)
    .flatMap(([other, template]) =>
      [...functionNames(template)]
        .filter((name) => names.has(name))
        .map((name) => `${stack}: the function ${name} moves to ${other}, while its name is taken here`),
    );
}

function functionNames({ Resources }: Template): ReadonlySet<string> {
  return new Set(
    Object.values(Resources).flatMap((resource) => {
      const { Type, Properties } = resource as {
        readonly Type?: string;
        readonly Properties?: { readonly FunctionName?: unknown };
      };
      const name = Type === "AWS::Lambda::Function" ? Properties?.FunctionName : undefined;
      return typeof name === "string" ? [name] : [];
    }),
  );
}

function lostResources(stack: string, before: Template, after: Template): string[] {
  const lines: string[] = [];
  // The library fills defaults into what it is given.
  fullDiff(structuredClone(before), structuredClone(after)).resources.forEachDifference((id, difference) => {
    const type = difference.oldResourceType ?? "";
    const what = PROTECTED[type];
    const typeChanged = difference.newResourceType !== undefined && difference.newResourceType !== type;
    const changed = Object.entries(difference.propertyUpdates);
    const fixed = changed.filter(([name]) => FIXED[type]?.includes(name) === true);
    const harm = typeChanged
      ? "is deleted"
      : (HARM.get(difference.changeImpact) ?? (fixed.length > 0 ? "cannot be replaced" : undefined));
    if (what === undefined || harm === undefined) return;
    const replacing = changed.filter(
      ([, { changeImpact }]) => changeImpact !== undefined && HARM.has(changeImpact),
    );
    const causes = [...replacing, ...fixed].map(([name]) => name);
    lines.push(`${stack}: the ${what} ${id} ${harm}${causes.length > 0 ? `: ${causes.join(", ")}` : ""}`);
  });
  return lines;
}

/** CloudFormation refuses to change or remove an export while another stack's deployed template imports it. */
function lostExports(stack: string, before: Templates, after: Template): string[] {
  const template = before.get(stack);
  if (!template) return [];
  const kept = exportsOf(after);
  return [...exportsOf(template)].flatMap(([name, value]) => {
    const importers = [...before].filter(([, other]) => importsOf(other).has(name)).map(([other]) => other);
    if (importers.length === 0 || kept.get(name) === value) return [];
    const harm = kept.has(name) ? "has another value" : "is gone";
    return [`${stack}: the export ${name} ${harm}, and ${importers.join(", ")} imports it`];
  });
}
