import { make } from "./synthesis/make.ts";

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: unknown;
}

/** A CloudFormation template, as far as the tests look at it. */
export interface TemplateJson {
  readonly Description: string;
  /** What a nested stack is given by the one around it. */
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>
  >;
}

export interface Synthesized {
  /** As they are deployed: by the stack's name, and a nested stack's as `<stack>/<its logical id there>`. */
  readonly templates: ReadonlyMap<string, TemplateJson>;
  /** Each with what its nested stacks hold, as if it stood in the stack itself. */
  readonly data: TemplateJson;
  readonly service: TemplateJson;
  /**
   * Where the code lies that the templates deploy of a handler, the stage's settings beside it.
   * @throws Error for one that they do not deploy, and for all without `bundled`
   */
  codeFolder(handler: string): string;
  /** All handlers that can be deployed, each by its bundle. */
  readonly bundles: ReadonlyMap<string, string>;
}

interface SynthesisOptions {
  /** Whether the functions have their code. By default none worth mentioning, which is faster. */
  readonly bundled?: boolean;
  /** Whether CDK's own rules judge the templates, which takes seconds. */
  readonly validate?: boolean;
  /** Whether it is made once more, though it was made before. */
  readonly again?: boolean;
}

/** Synthesizes a stage of cdk.json, in an account and a region, with an override laid over it: once in a run. */
export async function synthesize(
  stage: string,
  override: object = {},
  { bundled = false, validate = false, again = false }: SynthesisOptions = {},
): Promise<Synthesized> {
  const made = await make("makeStage", { stage, override, bundled, validate, again });
  const templates = new Map(Object.entries(made.templates));
  const template = (name: string) => {
    const found = made.whole[`latchkey-${stage}-${name}`];
    if (!found) throw new Error(`no stack ${name}`);
    return found;
  };
  return {
    templates,
    data: template("data"),
    service: template("service"),
    codeFolder(handler) {
      const folder = made.deployed[handler];
      if (folder === undefined) throw new Error(`no function has the code of ${handler}`);
      return folder;
    },
    bundles: new Map(Object.entries(made.bundles)),
  };
}

export function ofType(template: TemplateJson, type: string): Resource[] {
  return Object.values(template.Resources).filter((resource) => resource.Type === type);
}
