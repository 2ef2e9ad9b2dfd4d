import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const ajv = addFormats.default(new Ajv2020({ allErrors: true }));
const validators = new Map<string, ReturnType<typeof ajv.compile>>();

/** What is wrong with an event by its published schema, a member that the schema does not name included. */
export function eventFaults(event: { readonly type: string }): readonly string[] {
  const validate = validators.get(event.type) ?? ajv.compile(closed(publishedSchema(event.type)) as object);
  validators.set(event.type, validate);
  if (validate(event)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}

function publishedSchema(type: string): unknown {
  const file = new URL(`../../docs/events/${type}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as unknown;
}

/** Readers must take members that they do not know; we must write none that is not published. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return "properties" in parts ? { ...parts, additionalProperties: false } : parts;
}
