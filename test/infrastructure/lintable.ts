import { type Stacks, targetsOf } from "./references.ts";
import type { Resource, TemplateJson } from "./synthesize.ts";

type Waiting = Resource & { readonly DependsOn?: string | readonly string[] };

/**
 * What is left to lint of many templates that are nearly the same: each resource once, in the first template that has it,
 * and beside it all that it refers to. A linter takes seconds for a whole template, and forty of them take minutes. What a
 * resource only waits for is left out: that it is there, and that none waits for itself, `problemsOf` looks at.
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
    const resource = template.Resources[id];
    if (!resource || ids.has(id)) continue;
    ids.add(id);
    todo.push(...targetsOf(resource));
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
    Resources: Object.fromEntries(
      Object.entries(template.Resources).flatMap(([id, resource]) =>
        ids.has(id) ? [[id, waitingFor(resource, ids)]] : [],
      ),
    ),
  };
}

/** A resource that waits for no other than these. */
function waitingFor(resource: Waiting, ids: ReadonlySet<string>): Waiting {
  const { DependsOn = [], ...rest } = resource;
  const left = [DependsOn].flat().filter((id) => ids.has(id));
  return left.length === 0 ? rest : { ...rest, DependsOn: left };
}
