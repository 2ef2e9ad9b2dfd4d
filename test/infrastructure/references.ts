import type { TemplateJson } from "./synthesize.ts";

/** The stacks of a stage, by name. */
export type Stacks = ReadonlyMap<string, TemplateJson>;

/**
 * What CloudFormation refuses while one shape of a stage takes the place of another: an export that goes while the other
 * stack, which is deployed later, imports it still, and an import of what is not exported yet.
 * @param order the stacks' names, as they are deployed
 */
export function refusals(before: Stacks, after: Stacks, order: readonly string[]): string[] {
  const standing = new Map(before);
  const refused: string[] = [];
  for (const name of order) {
    const next = after.get(name);
    if (!next) continue;
    const others = [...standing].filter(([other]) => other !== name).map(([, template]) => template);
    const offered = new Map(others.flatMap((template) => [...exportsOf(template)]));
    for (const wanted of importsOf(next))
      if (!offered.has(wanted)) refused.push(`${name} imports ${wanted}, which is not there`);
    const exported = exportsOf(next);
    const given = standing.get(name);
    for (const wanted of others.flatMap((template) => [...importsOf(template)])) {
      const value = given && exportsOf(given).get(wanted);
      if (value !== undefined && exported.get(wanted) !== value)
        refused.push(`${name} gives up ${wanted}, which is in use`);
    }
    standing.set(name, next);
  }
  return refused;
}

const exportsOf = onceEach(
  (template): ReadonlyMap<string, string> =>
    new Map(
      Object.values(template.Outputs ?? {}).flatMap(({ Export, Value }) =>
        Export ? [[JSON.stringify(Export.Name), JSON.stringify(Value)] as const] : [],
      ),
    ),
);

const importsOf = onceEach((template): ReadonlySet<string> => {
  const found = new Set<string>();
  walk(template, (key, value) => {
    if (key === "Fn::ImportValue") found.add(JSON.stringify(value));
  });
  return found;
});

/** Templates are compared with one another thousands of times, and walked once. */
function onceEach<T extends object>(read: (template: TemplateJson) => T): (template: TemplateJson) => T {
  const known = new WeakMap<TemplateJson, T>();
  return (template) => {
    const found = known.get(template) ?? read(template);
    known.set(template, found);
    return found;
  };
}

/** Weak references of a template, as `stack.output`. */
export function weakReferences(template: TemplateJson): ReadonlySet<string> {
  const found = new Set<string>();
  walk(template, (key, value) => {
    if (key !== "Fn::GetStackOutput") return;
    const { StackName, OutputName } = value as { readonly StackName: string; readonly OutputName: string };
    found.add(`${StackName}.${OutputName}`);
  });
  return found;
}

/** Visits every property of a value, however deep. */
export function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    visit(key, inner);
    walk(inner, visit);
  }
}

/** The logical ids that a value refers to. */
export function targetsOf(value: unknown): string[] {
  const found: string[] = [];
  walk(value, (key, inner) => {
    if (key === "Ref") found.push(String(inner));
    if (key === "Fn::GetAtt")
      found.push(String(Array.isArray(inner) ? inner[0] : String(inner).split(".")[0]));
    if (key === "Fn::Sub")
      for (const [, name = ""] of String(Array.isArray(inner) ? inner[0] : inner).matchAll(
        /\$\{([\w:]+)[.}]/g,
      ))
        found.push(name);
  });
  return found;
}
