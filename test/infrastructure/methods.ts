import type { Resource, Synthesized } from "./synthesize.ts";

/** What stands behind a method of the API. */
export interface Integration {
  readonly Type: string;
  readonly Uri?: unknown;
  readonly RequestTemplates?: Readonly<Record<string, string>>;
  readonly IntegrationResponses?: readonly {
    readonly ResponseParameters: Readonly<Record<string, string>>;
    readonly ResponseTemplates: Readonly<Record<string, string>>;
  }[];
}

/** The API's methods by "METHOD /path". */
export function methodsOf({ service: { Resources } }: Synthesized): Map<string, Resource> {
  const path = (id: string): string => {
    const { Type = "", Properties = {} }: Partial<Resource> = Resources[id] ?? {};
    if (Type !== "AWS::ApiGateway::Resource") return "";
    const parent = (Properties.ParentId as { readonly Ref?: string }).Ref ?? "";
    return `${path(parent)}/${String(Properties.PathPart)}`;
  };
  const methods = Object.values(Resources).filter(({ Type }) => Type === "AWS::ApiGateway::Method");
  return new Map(
    methods.map((method) => {
      const { HttpMethod, ResourceId } = method.Properties as {
        HttpMethod: string;
        ResourceId: { Ref: string };
      };
      return [`${HttpMethod} ${path(ResourceId.Ref)}`, method] as const;
    }),
  );
}

export function integrationOf(method: Resource | undefined): Integration | undefined {
  return method?.Properties.Integration as Integration | undefined;
}
