import { type Stacks, targetsOf, walk, weakReferences } from "./references.ts";
import type { Resource, TemplateJson } from "./synthesize.ts";

/**
 * What AWS refuses or what fails at run time, and no linter says. Every check looks at the JSON alone.
 * @returns what is wrong, in words with the logical ids
 */
export function problemsOf(stacks: Stacks, mostResources = MAX_RESOURCES): string[] {
  return [
    ...[...stacks].flatMap(([name, template]) =>
      [
        ...danglingReferences(template),
        ...circles(template),
        ...wrongQualifiers(template),
        ...wrongAliases(template),
        ...openRoles(template),
        ...hastyCustomResources(template),
        ...wrongFilters(template),
        ...longValues(template),
        ...tooMany(template, mostResources),
      ].map((problem) => `${name}: ${problem}`),
    ),
    ...danglingOutputs(stacks),
    ...nestedFaults(stacks),
    ...sharedNames(stacks),
  ];
}

type Entry = readonly [id: string, resource: Resource & { readonly DependsOn?: string | readonly string[] }];

function entriesOf({ Resources }: TemplateJson, type: RegExp): Entry[] {
  return Object.entries(Resources).filter(([, { Type }]) => type.test(Type));
}

function danglingReferences({ Resources, ...template }: TemplateJson): string[] {
  const { Parameters = {}, Outputs = {} } = template as TemplateJson & { readonly Parameters?: object };
  const known = new Set([...Object.keys(Resources), ...Object.keys(Parameters)]);
  const wrong = (from: string, targets: readonly string[]) =>
    targets
      .filter((target) => !target.startsWith("AWS::") && !known.has(target))
      .map((target) => `${from} refers to ${target}, which is not there`);
  return [
    ...Object.entries(Resources).flatMap(([id, resource]: Entry) =>
      wrong(id, [...targetsOf(resource), ...[resource.DependsOn ?? []].flat()]),
    ),
    ...wrong("an output", targetsOf(Outputs)),
  ];
}

function danglingOutputs(stacks: Stacks): string[] {
  return [...stacks].flatMap(([name, template]) =>
    [...weakReferences(template)]
      .filter((reference) => {
        const [stack = "", output = ""] = reference.split(".");
        return !(output in (stacks.get(stack)?.Outputs ?? {}));
      })
      .map((reference) => `${name}: reads ${reference}, which is not there`),
  );
}

/** Resources that wait for each other, which CloudFormation refuses: a nested stack is one resource with all that is in it. */
function circles({ Resources }: TemplateJson): string[] {
  const state = new Map<string, "open" | "done">();
  const found: string[] = [];
  const visit = (id: string): void => {
    const resource: Entry[1] | undefined = Resources[id];
    if (!resource || state.get(id) === "done") return;
    if (state.get(id) === "open") {
      found.push(`${id} waits for itself`);
      return;
    }
    state.set(id, "open");
    for (const target of new Set([...targetsOf(resource), ...[resource.DependsOn ?? []].flat()]))
      visit(target);
    state.set(id, "done");
  };
  for (const id of Object.keys(Resources)) visit(id);
  return found;
}

/** A nested stack gets every parameter that it asks for and no other, and has every output that is read of it. */
function nestedFaults(stacks: Stacks): string[] {
  return [...stacks].flatMap(([name, template]) =>
    entriesOf(template, /^AWS::CloudFormation::Stack$/).flatMap(([id, { Properties }]) => {
      const nested = stacks.get(`${name}/${id}`);
      if (!nested) return [`${name}: ${id} has no template`];
      const given = Object.keys(Properties.Parameters ?? {}).sort();
      const asked = Object.keys(nested.Parameters ?? {}).sort();
      const read = outputsRead(template, id).filter((output) => !(output in (nested.Outputs ?? {})));
      return [
        ...(given.join() === asked.join()
          ? []
          : [`${name}: ${id} is given ${given.join()}, and asks for ${asked.join()}`]),
        ...read.map((output) => `${name}: reads ${output} of ${id}, which is not there`),
      ];
    }),
  );
}

function outputsRead(template: TemplateJson, id: string): string[] {
  const found = new Set<string>();
  walk(template, (key, value) => {
    if (key !== "Fn::GetAtt") return;
    const [target, attribute = ""] = value as readonly string[];
    if (target === id) found.add(attribute.replace(/^Outputs\./, ""));
  });
  return [...found];
}

/** Lambda takes a function's own name, and its alias or version as the qualifier beside it. */
function wrongQualifiers(template: TemplateJson): string[] {
  const aliases = entriesOf(template, /^AWS::Lambda::Alias$/);
  return entriesOf(template, /^AWS::Lambda::EventInvokeConfig$/).flatMap(([id, { Properties }]) => {
    const target = (Properties.FunctionName as { readonly Ref?: string }).Ref ?? "";
    if (template.Resources[target]?.Type !== "AWS::Lambda::Function")
      return [`${id} names no function by its own name`];
    const own = aliases.filter(([, alias]) => targetsOf(alias.Properties.FunctionName).includes(target));
    const names = own.map(([, alias]) => String(alias.Properties.Name));
    const qualifier = String(Properties.Qualifier);
    // What is invoked is the alias, where there is one.
    const right = names.length > 0 ? names.includes(qualifier) : qualifier === "$LATEST";
    return right
      ? []
      : [`${id} has the qualifier ${qualifier} of ${target}, which has ${names.join() || "no alias"}`];
  });
}

function wrongAliases(template: TemplateJson): string[] {
  const seen = new Set<string>();
  return entriesOf(template, /^AWS::Lambda::Alias$/).flatMap(([id, { Properties }]) => {
    const [target = ""] = targetsOf(Properties.FunctionName);
    const [version = ""] = targetsOf(Properties.FunctionVersion);
    const name = String(Properties.Name);
    const twice = seen.has(`${target} ${name}`);
    seen.add(`${target} ${name}`);
    const versionOf = targetsOf(template.Resources[version]?.Properties.FunctionName)[0];
    return [
      ...(/^(?!\d+$)[\w-]{1,128}$/.test(name) ? [] : [`${id} has a name that Lambda does not take: ${name}`]),
      ...(twice ? [`${id} has the name of another alias of ${target}`] : []),
      ...(versionOf === target ? [] : [`${id} serves a version of another function`]),
    ];
  });
}

/** A service that takes a role on for another account is a confused deputy. */
function openRoles(template: TemplateJson): string[] {
  return entriesOf(template, /^AWS::IAM::Role$/).flatMap(([id, { Properties }]) => {
    const { Statement } = Properties.AssumeRolePolicyDocument as {
      readonly Statement: readonly {
        readonly Principal: { readonly Service?: string };
        readonly Condition?: { readonly StringEquals?: object };
      }[];
    };
    return Statement.filter(
      ({ Principal, Condition }) =>
        // AWS documents no condition for the one role by which API Gateway writes logs.
        Principal.Service !== "apigateway.amazonaws.com" &&
        !("aws:SourceAccount" in (Condition?.StringEquals ?? {})),
    ).map(({ Principal }) => `${id} is open to ${String(Principal.Service)} for any account`);
  });
}

/** What CloudFormation makes before a resource. */
function madeBefore(template: TemplateJson, id: string, seen = new Set<string>()): ReadonlySet<string> {
  const resource: Entry[1] | undefined = template.Resources[id];
  if (!resource) return seen;
  for (const target of [...targetsOf(resource), ...[resource.DependsOn ?? []].flat()]) {
    if (seen.has(target)) continue;
    seen.add(target);
    madeBefore(template, target, seen);
  }
  return seen;
}

/** A custom resource runs code at once: what the code may do, and what it hands on, has to be there. */
function hastyCustomResources(template: TemplateJson): string[] {
  const policies = entriesOf(template, /^AWS::IAM::Policy$/);
  return entriesOf(template, /^Custom::/).flatMap(([id]) => {
    const before = madeBefore(template, id);
    return policies
      .filter(([, { Properties }]) => targetsOf(Properties.Roles).some((role) => before.has(role)))
      .filter(([policy]) => !before.has(policy))
      .map(([policy]) => `${id} does not wait for ${policy}`);
  });
}

/** What a filter may say, as far as ours do: texts and beginnings of texts at the leaves. */
function wrongFilters(template: TemplateJson): string[] {
  return entriesOf(template, /^AWS::Lambda::EventSourceMapping$/).flatMap(([id, { Properties }]) => {
    const { Filters = [] } = (Properties.FilterCriteria ?? {}) as {
      readonly Filters?: readonly { readonly Pattern: string }[];
    };
    const faults = Filters.flatMap(({ Pattern }) => patternFaults(JSON.parse(Pattern)));
    return [...(Filters.length > 5 ? ["more than five filters"] : []), ...faults].map(
      (fault) => `${id}: ${fault}`,
    );
  });
}

function patternFaults(pattern: unknown): string[] {
  if (!Array.isArray(pattern)) {
    if (typeof pattern !== "object" || pattern === null) return ["a filter's leaf is no list"];
    return Object.values(pattern).flatMap(patternFaults);
  }
  return pattern.flatMap((rule: unknown) => {
    const prefix =
      typeof rule === "object" && rule !== null ? (rule as { readonly prefix?: unknown }).prefix : rule;
    return typeof prefix === "string" ? [] : [`a filter has ${JSON.stringify(rule)}`];
  });
}

/** The longest that AWS takes, by property. */
const LONGEST: Readonly<Record<string, number>> = {
  "AWS::Lambda::Function FunctionName": 64,
  "AWS::Lambda::Function Description": 256,
  "AWS::SQS::Queue QueueName": 80,
  "AWS::SNS::Topic TopicName": 256,
  "AWS::SNS::Topic DisplayName": 100,
  "AWS::CloudWatch::Alarm AlarmName": 255,
  "AWS::CloudWatch::Alarm AlarmDescription": 1024,
  "AWS::CloudWatch::Dashboard DashboardName": 255,
  "AWS::CodeDeploy::Application ApplicationName": 100,
  "AWS::CodeDeploy::DeploymentGroup DeploymentGroupName": 100,
  "AWS::WAFv2::WebACL Name": 128,
  "AWS::WAFv2::WebACL Description": 256,
  "AWS::WAFv2::IPSet Name": 128,
  "AWS::DynamoDB::Table TableName": 255,
  "AWS::SecretsManager::Secret Name": 512,
  "AWS::KMS::Alias AliasName": 256,
  "AWS::KMS::Key Description": 8192,
  "AWS::SES::ConfigurationSet Name": 64,
  "AWS::IAM::Role RoleName": 64,
  "AWS::IAM::Role Description": 1000,
  "AWS::Logs::LogGroup LogGroupName": 512,
  "AWS::Logs::MetricFilter FilterPattern": 1024,
};

/** What a function's variables may take together, in bytes. */
const MAX_ENVIRONMENT_BYTES = 4096;

function longValues(template: TemplateJson): string[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const { Variables } = (Properties.Environment ?? {}) as { readonly Variables?: object };
    const bytes = Buffer.byteLength(JSON.stringify(Variables ?? {}));
    return [
      ...Object.entries(Properties).flatMap(([property, value]) => {
        const most = LONGEST[`${Type} ${property}`] ?? Infinity;
        return typeof value === "string" && value.length > most
          ? [`${id} has ${value.length} characters of ${property}, and AWS takes ${most}`]
          : [];
      }),
      ...(bytes > MAX_ENVIRONMENT_BYTES ? [`${id} has ${bytes} bytes of variables`] : []),
    ];
  });
}

/** CloudFormation takes 500 resources; the rest is room for an owner's own. */
export const MAX_RESOURCES = 400;

function tooMany({ Resources, Outputs = {} }: TemplateJson, most: number): string[] {
  const count = Object.keys(Resources).length;
  return [
    ...(count > most ? [`has ${count} resources`] : []),
    ...(Object.keys(Outputs).length > 200 ? ["has more than 200 outputs"] : []),
  ];
}

/** Properties that are names in the account, and can be there once. */
const NAMES: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "FunctionName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::SNS::Topic": "TopicName",
  "AWS::CloudWatch::Alarm": "AlarmName",
  "AWS::CloudWatch::Dashboard": "DashboardName",
  "AWS::CodeDeploy::Application": "ApplicationName",
  "AWS::CodeDeploy::DeploymentGroup": "DeploymentGroupName",
  "AWS::WAFv2::WebACL": "Name",
  "AWS::WAFv2::IPSet": "Name",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::SecretsManager::Secret": "Name",
  "AWS::KMS::Alias": "AliasName",
  "AWS::SES::ConfigurationSet": "Name",
  "AWS::SES::EmailIdentity": "EmailIdentity",
  "AWS::Logs::LogGroup": "LogGroupName",
};

function sharedNames(stacks: Stacks): string[] {
  const seen = new Map<string, string>();
  return [...stacks].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
      const name = Properties[NAMES[Type] ?? ""];
      if (name === undefined) return [];
      const key = `${Type} ${JSON.stringify(name)}`;
      const other = seen.get(key);
      seen.set(key, `${stack} ${id}`);
      return other === undefined ? [] : [`${stack}: ${id} has the name of ${other}`];
    }),
  );
}
