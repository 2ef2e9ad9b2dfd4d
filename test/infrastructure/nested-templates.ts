import type { TemplateJson } from "./synthesize.ts";

/** A template with those of its nested stacks, by the logical ids of the resources that stand for them. */
export interface Nesting {
  readonly template: TemplateJson;
  readonly nested: Readonly<Record<string, TemplateJson>>;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * One template in place of a stack's and its nested ones: what a check looks for is found wherever it stands. Nested
 * resources keep their logical ids behind that of their stack; parameters and outputs are replaced by what they stand for.
 */
export function whole({ template, nested }: Nesting): TemplateJson {
  const stands = (value: unknown): unknown => resolved(value, (name, argument) => outputOf(name, argument));
  const outputOf = (name: string, argument: unknown): unknown => {
    const [id = "", attribute = ""] =
      name === "Fn::GetAtt" && Array.isArray(argument) ? argument.map(String) : [];
    const inner = nested[id];
    if (!inner) return undefined;
    const output = inner.Outputs?.[attribute.replace(/^Outputs\./, "")];
    if (!output) throw new Error(`${id} has no ${attribute}`);
    return inside(id, output.Value);
  };
  const inside = (id: string, value: unknown): unknown => {
    const { Parameters = {} } = (template.Resources[id]?.Properties ?? {}) as { readonly Parameters?: Json };
    const { Resources } = nested[id] ?? { Resources: {} };
    return resolved(value, (name, argument) => {
      const [target = "", ...rest] = [argument].flat().map(String);
      if (name === "Ref" && target in Parameters) return stands(Parameters[target]);
      if (!(target in Resources)) return undefined;
      return name === "Ref" ? { Ref: id + target } : { "Fn::GetAtt": [id + target, ...rest] };
    });
  };
  const own = Object.entries(template.Resources)
    .filter(([id]) => !(id in nested))
    .map(([id, resource]) => [id, waiting(stands(resource), (target) => !(target in nested))] as const);
  const others = Object.entries(nested).flatMap(([id, { Resources }]) =>
    Object.entries(Resources).map(([name, resource]) => {
      const moved = inside(id, resource) as Json;
      const before = [moved.DependsOn ?? []].flat().map((target) => `${id}${target as string}`);
      return [id + name, before.length > 0 ? { ...moved, DependsOn: before } : moved] as const;
    }),
  );
  return {
    ...template,
    ...(template.Outputs && { Outputs: stands(template.Outputs) as typeof template.Outputs }),
    Resources: Object.fromEntries([...own, ...others]) as TemplateJson["Resources"],
  };
}

/** A value in which references are replaced, as far as `replace` knows them. */
function resolved(value: unknown, replace: (name: string, argument: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(one, replace));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 ? entries[0]! : [];
  if (name === "Ref" || name === "Fn::GetAtt") return replace(name, argument) ?? value;
  return Object.fromEntries(entries.map(([key, inner]) => [key, resolved(inner, replace)]));
}

function waiting(resource: unknown, isHere: (target: string) => boolean): unknown {
  const { DependsOn, ...rest } = resource as Json;
  const before = [DependsOn ?? []].flat().map(String).filter(isHere);
  return before.length > 0 ? { ...rest, DependsOn: before } : rest;
}
