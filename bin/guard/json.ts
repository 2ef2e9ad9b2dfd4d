/** An object of a JSON document. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value of a JSON document is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object under a name; an empty one where there is none. */
export function objectAt(value: unknown, name: string): JsonObject {
  const child = isObject(value) ? value[name] : undefined;
  return isObject(child) ? child : {};
}

/** The list under a name; an empty one where there is none. */
export function listAt(value: unknown, name: string): readonly unknown[] {
  const child = isObject(value) ? value[name] : undefined;
  return Array.isArray(child) ? child : [];
}

/**
 * Follows the references of one document.
 * @throws Error for a reference to nothing, or out of the document: the comparison would pass over what it hides
 */
export function resolver(root: JsonObject): (value: unknown) => JsonObject {
  return function resolve(value: unknown): JsonObject {
    if (!isObject(value)) return {};
    const { $ref, ...beside } = value;
    if (typeof $ref !== "string") return value;
    let found: unknown = root;
    for (const part of $ref.replace(/^#\//, "").split("/"))
      found = isObject(found) ? found[part.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
    if (!isObject(found)) throw new Error(`the OpenAPI document refers to ${$ref}, which is not there`);
    return { ...resolve(found), ...beside };
  };
}
