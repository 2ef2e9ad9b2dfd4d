import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type App, NestedStack, Stack } from "aws-cdk-lib";
import { type Nesting, whole } from "../nested-templates.ts";
import type { TemplateJson } from "../synthesize.ts";

/** The stacks of a synthesized app, each with those that are nested in it, by name. */
export function nestingsOf(app: App): ReadonlyMap<string, Nesting> {
  const read = ({ templateFile }: Stack) =>
    JSON.parse(readFileSync(join(app.outdir, templateFile), "utf8")) as TemplateJson;
  const stacks = stacksOf(app);
  const inner = stacks.filter((one) => NestedStack.isNestedStack(one));
  return new Map(
    stacks
      .filter((one) => !NestedStack.isNestedStack(one))
      .map((stack) => {
        const mine = inner.filter(({ nestedStackParent }) => nestedStackParent === stack);
        const nested = mine.map((one) => [idOf(one), read(one)] as const);
        return [stack.stackName, { template: read(stack), nested: Object.fromEntries(nested) }] as const;
      }),
  );
}

/** Every template of a synthesized app as it is deployed: a nested stack's is `<stack>/<its logical id there>`. */
export function templatesOf(app: App): ReadonlyMap<string, TemplateJson> {
  return new Map(
    [...nestingsOf(app)].flatMap(([name, { template, nested }]) => [
      [name, template] as const,
      ...Object.entries(nested).map(([id, inner]) => [`${name}/${id}`, inner] as const),
    ]),
  );
}

/** The file of each template of {@link templatesOf}, in the app's output. */
export function templateFilesOf(app: App): ReadonlyMap<string, string> {
  return new Map(
    stacksOf(app).map((stack) => [
      NestedStack.isNestedStack(stack)
        ? `${stack.nestedStackParent!.stackName}/${idOf(stack)}`
        : stack.stackName,
      stack.templateFile,
    ]),
  );
}

/** A template for each stack of a synthesized app, nested stacks in it. */
export function wholeTemplatesOf(app: App): ReadonlyMap<string, TemplateJson> {
  return new Map([...nestingsOf(app)].map(([name, nesting]) => [name, whole(nesting)]));
}

function stacksOf(app: App): readonly Stack[] {
  return app.node.findAll().filter((one) => Stack.isStack(one));
}

function idOf(stack: Stack): string {
  return String(Stack.of(stack.nestedStackResource!).resolve(stack.nestedStackResource!.logicalId));
}
