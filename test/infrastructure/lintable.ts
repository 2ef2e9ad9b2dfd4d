import { type Stacks, targetsOf } from "./references.ts";
import type { Resource, TemplateJson } from "./synthesize.ts";

/**
 * What is left to lint of many templates that are nearly the same: each resource once, in the first template that has it,
 * and beside it all that it refers to. A linter takes seconds for a whole template, and forty of them take minutes.
 * @returns templates by a name for their file
 */
export function lintable(shapes: ReadonlyMap<string, Stacks>): ReadonlyMap<string, TemplateJson> {
  const seen = new Set<string>();
  const left = new Map<string, TemplateJson>();
  for (const [shape, stacks] of shapes)
    for (const [stack, template] of stacks) {
      const fresh = Object.entries(template.Resources)
        .filter(([id, resource]) => !seen.has(textOf(id, resource)))
        .map(([id]) => id);
      const outputs = textOf("Outputs", template.Outputs ?? {});
      if (fresh.length === 0 && seen.has(outputs)) continue;
      for (const [id, resource] of Object.entries(template.Resources)) seen.add(textOf(id, resource));
      const wanted = seen.has(outputs) ? fresh : [...fresh, ...targetsOf(template.Outputs)];
      left.set(`${shape} ${stack}`, part(template, wanted, seen.has(outputs)));
      seen.add(outputs);
    }
  return left;
}

/** A resource as far as a linter cares: not by the digests in it, which say what code and settings a version has. */
function textOf(id: string, content: object): string {
  return `${id} ${JSON.stringify(content)}`
    .replaceAll(/[0-9a-f]{64}/g, "digest")
    .replaceAll(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, "$1")
    .replaceAll(/(Deployment\w*[0-9A-F]{8})[0-9a-f]{32}/g, "$1");
}

/** These resources of a template, and what they refer to. */
function part(template: TemplateJson, wanted: readonly string[], withoutOutputs: boolean): TemplateJson {
  const ids = new Set<string>();
  const todo = [...wanted];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const resource: (Resource & { readonly DependsOn?: string | readonly string[] }) | undefined =
      template.Resources[id];
    if (!resource || ids.has(id)) continue;
    ids.add(id);
    todo.push(...targetsOf(resource), ...[resource.DependsOn ?? []].flat());
  }
  const { Outputs, Parameters, ...rest } = template;
  const used = new Set([...ids].flatMap((id) => targetsOf(template.Resources[id])));
  return {
    ...rest,
    ...(!withoutOutputs && Outputs && { Outputs }),
    // A linter would find those unused that only a resource of another template needs.
    ...(Parameters && {
      Parameters: Object.fromEntries(Object.entries(Parameters).filter(([name]) => used.has(name))),
    }),
    Resources: Object.fromEntries(Object.entries(template.Resources).filter(([id]) => ids.has(id))),
  };
}
