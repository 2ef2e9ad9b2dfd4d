/** A CloudFormation template, as far as the guard reads it. */
export interface Template {
  readonly Resources: Readonly<Record<string, object>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

/** The exports of a template: names, and values as JSON. */
export function exportsOf({ Outputs = {} }: Template): ReadonlyMap<string, string> {
  return new Map(
    Object.values(Outputs).flatMap(({ Value, Export }) =>
      Export ? [[textOf(Export.Name), JSON.stringify(Value)] as const] : [],
    ),
  );
}

/** The names of everything that a template imports from other stacks. */
export function importsOf(template: Template): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (key === "Fn::ImportValue") names.add(textOf(child));
      walk(child);
    }
  };
  walk(template);
  return names;
}

function textOf(name: unknown): string {
  return typeof name === "string" ? name : JSON.stringify(name);
}
