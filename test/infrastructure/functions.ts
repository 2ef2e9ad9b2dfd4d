import type { Synthesized, TemplateJson } from "./synthesize.ts";

/** A function of the templates. */
export interface DeployedFunction {
  /** Its name, or its logical id if the stage has given it none. */
  readonly name: string;
  readonly template: TemplateJson;
}

/** Every function of both templates, made by us or by the CDK. */
export function functionsOf({ data, service }: Synthesized): DeployedFunction[] {
  return [data, service].flatMap((template) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === "AWS::Lambda::Function")
      .map(([id, { Properties }]) => ({
        name: typeof Properties.FunctionName === "string" ? Properties.FunctionName : id,
        template,
      })),
  );
}
