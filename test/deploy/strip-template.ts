import type { Resource, TemplateJson } from "../infrastructure/synthesize.ts";

/** What moto 5 makes of a template. It ignores other types, and then fails on what refers to them. */
const SUPPORTED = new Set([
  "AWS::ApiGateway::Deployment",
  "AWS::ApiGateway::Method",
  "AWS::ApiGateway::Resource",
  "AWS::ApiGateway::RestApi",
  "AWS::CloudFormation::Stack",
  "AWS::CloudWatch::Dashboard",
  "AWS::DynamoDB::Table",
  "AWS::Events::Rule",
  "AWS::IAM::ManagedPolicy",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::KMS::Alias",
  "AWS::KMS::Key",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::Lambda::Version",
  "AWS::Logs::LogGroup",
  "AWS::SNS::Topic",
  "AWS::SQS::Queue",
  "AWS::SSM::Parameter",
]);

/** A function's name and alias, as CDK takes them out of the alias's ARN. */
const NAME_AND_ALIAS =
  /^\{"Fn::Join":\["",\[\{"Fn::Select":\[6,\{"Fn::Split":\[":",\{"Ref":"(\w+)"\}\]\}\]\},":\w+"\]\]\}$/;

export interface Stripped {
  readonly template: TemplateJson;
  /** How many resources of each kind were taken out. */
  readonly counts: ReadonlyMap<string, number>;
}

/** What a resource is if moto does not know it. */
function unsupported({ Type, Properties }: Resource): string | undefined {
  if (!SUPPORTED.has(Type)) return Type;
  const { Type: integration } = (Properties.Integration ?? {}) as { readonly Type?: string };
  return integration === "MOCK" ? `${Type} that answers by itself` : undefined;
}

/**
 * Takes out what moto does not know. References to it become ARNs that say so, but for an alias of a function: what
 * refers to one is given the function itself.
 */
export function stripTemplate(template: TemplateJson): Stripped {
  const { Resources } = template;
  const gone = new Map(Object.entries(Resources).filter(([, resource]) => unsupported(resource)));
  const kept = Object.entries(Resources).filter(([id]) => !gone.has(id));
  const counts = new Map<string, number>();
  for (const resource of gone.values()) {
    const kind = unsupported(resource) ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  const standIn = (id: string): unknown => {
    const { Type, Properties } = gone.get(id) ?? {};
    return Type === "AWS::Lambda::Alias" ? redirect(Properties?.FunctionName) : `arn:aws:stripped:::${id}`;
  };
  const redirect = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(redirect);
    if (typeof value !== "object" || value === null) return value;
    const target = referenced(value);
    if (target !== undefined && gone.has(target)) return standIn(target);
    const [, alias] = NAME_AND_ALIAS.exec(JSON.stringify(value)) ?? [];
    if (alias !== undefined && gone.has(alias)) return standIn(alias);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redirect(inner)]));
  };
  const waitsFor = (resource: object) =>
    ("DependsOn" in resource ? [resource.DependsOn] : []).flat().filter((id) => !gone.has(String(id)));

  return {
    counts,
    template: {
      ...template,
      ...(template.Outputs && { Outputs: redirect(template.Outputs) as typeof template.Outputs }),
      Resources: Object.fromEntries(
        kept.map(([id, resource]) => [
          id,
          { ...(redirect(resource) as typeof resource), DependsOn: waitsFor(resource) },
        ]),
      ),
    },
  };
}

/** The resource that `Ref` or `Fn::GetAtt` names. */
function referenced(value: object): string | undefined {
  const entries: readonly [string, unknown][] = Object.entries(value);
  const [name, target] = entries.length === 1 ? entries[0]! : [];
  if (name === "Ref" && typeof target === "string") return target;
  if (name !== "Fn::GetAtt") return undefined;
  const [id] = Array.isArray(target) ? (target as readonly unknown[]) : String(target).split(".");
  return typeof id === "string" ? id : undefined;
}
