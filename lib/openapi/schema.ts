import * as z from "zod";
import type { $ZodType } from "zod/v4/core";

/** A part of the document. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * A schema as JSON Schema 2020-12, which is OpenAPI 3.1's own. What a client may send is described as it is before its
 * defaults; what it gets may grow, so that members to come break no client that was generated from the document.
 */
export function jsonSchema(schema: $ZodType): Json {
  const made = z.toJSONSchema(schema, {
    io: "input",
    override: ({ jsonSchema: node }) => {
      // Zod's own limits and patterns say nothing that the type and the format do not say.
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
      if (node.format === "date-time") delete node.pattern;
      // Other languages' patterns know neither: a client made from the document would not compile, or refuse what is right.
      if (node.pattern !== undefined && /\\p\{|\(\?[=!<]/.test(node.pattern)) delete node.pattern;
    },
  }) as Json;
  return omit(made, ["$schema"]);
}

/** A reference to a part of the document. */
export function ref(kind: "schemas" | "headers" | "parameters" | "examples", name: string): Json {
  return { $ref: `#/components/${kind}/${name}` };
}

/** `verify-code` as `verifyCode`, or `VerifyCode`. */
export function camelCase(kebab: string, first: "lower" | "upper" = "lower"): string {
  const joined = kebab.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return first === "lower" ? joined : joined.charAt(0).toUpperCase() + joined.slice(1);
}

/** An object without some of its members. */
export function omit(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}
