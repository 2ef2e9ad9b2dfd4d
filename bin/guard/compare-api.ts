import { compareSchemas } from "./compare-schemas.ts";
import { type JsonObject, isObject, listAt, objectAt, resolver } from "./json.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/**
 * What a new OpenAPI document breaks for clients of the old one, one line for each: what they send is refused, or what
 * they read is gone. An answer may get new properties and new values of an enum: clients have to bear them.
 */
export function compareApi(before: JsonObject, after: JsonObject): string[] {
  const old = { root: before, resolve: resolver(before) };
  const now = { root: after, resolve: resolver(after) };
  return Object.entries(objectAt(before, "paths")).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = old.resolve(objectAt(item, method));
      if (Object.keys(operation).length === 0) return [];
      const name = `${method.toUpperCase()} ${path}`;
      const counterpart = now.resolve(objectAt(objectAt(objectAt(after, "paths"), path), method));
      if (Object.keys(counterpart).length === 0) return [`${name} is gone`];
      return compareOperations(name, { ...old, operation }, { ...now, operation: counterpart });
    }),
  );
}

interface Side {
  readonly root: JsonObject;
  readonly resolve: (value: unknown) => JsonObject;
  readonly operation: JsonObject;
}

function compareOperations(name: string, before: Side, after: Side): string[] {
  return [
    ...compareParameters(name, before, after),
    ...compareBodies(name, before, after),
    ...compareResponses(name, before, after),
    ...compareSecurity(name, before, after),
  ];
}

function compareParameters(name: string, before: Side, after: Side): string[] {
  const of = ({ operation, resolve }: Side) =>
    new Map(
      listAt(operation, "parameters")
        .map(resolve)
        .map((one) => [`${String(one.in)} ${String(one.name)}`, one] as const),
    );
  const known = of(before);
  return [...of(after)].flatMap(([key, parameter]) => {
    const old = known.get(key);
    const place = `${name}: the parameter ${key}`;
    if (parameter.required === true && old?.required !== true) return [`${place} is now required`];
    return old
      ? compareSchemas(
          place,
          "sent",
          { ...before, schema: old.schema },
          { ...after, schema: parameter.schema },
        )
      : [];
  });
}

function compareBodies(name: string, before: Side, after: Side): string[] {
  const old = bodyOf(before);
  const now = bodyOf(after);
  const needed = now.required === true && old.required !== true ? [`${name}: a body is now required`] : [];
  return [
    ...needed,
    ...compareContents(`${name}: the request`, "sent", { ...before, old }, { ...after, now }),
  ];
}

const FORM_TYPE = "application/x-www-form-urlencoded";

/** The body with the form of our own pages, which stands apart from what programs send. */
function bodyOf({ operation, resolve }: Side): JsonObject {
  const body = resolve(operation.requestBody);
  const form = operation["x-page-form"];
  return form === undefined
    ? body
    : { ...body, content: { ...objectAt(body, "content"), [FORM_TYPE]: form } };
}

function compareResponses(name: string, before: Side, after: Side): string[] {
  const answers = objectAt(after.operation, "responses");
  return Object.entries(objectAt(before.operation, "responses")).flatMap(([status, response]) => {
    // A fault that no longer happens breaks no client.
    if (!(status in answers)) return /^[23]/.test(status) ? [`${name}: the status ${status} is gone`] : [];
    const old = before.resolve(response);
    const now = after.resolve(answers[status]);
    return compareContents(`${name}: the answer ${status}`, "read", { ...before, old }, { ...after, now });
  });
}

type Resolve = Side["resolve"];

function compareContents(
  place: string,
  direction: "sent" | "read",
  { old, resolve: before }: { readonly old: JsonObject; readonly resolve: Resolve },
  { now, resolve: after }: { readonly now: JsonObject; readonly resolve: Resolve },
): string[] {
  const kinds = objectAt(now, "content");
  return Object.entries(objectAt(old, "content")).flatMap(([kind, media]) => {
    if (!(kind in kinds)) return [`${place} is no longer ${kind}`];
    const was = { schema: objectAt(media, "schema"), resolve: before };
    const is = { schema: objectAt(kinds[kind], "schema"), resolve: after };
    return compareSchemas(place, direction, was, is);
  });
}

/** Each way in that was enough has to be enough still. */
function compareSecurity(name: string, before: Side, after: Side): string[] {
  const ways = ({ operation, root }: Side) => {
    const own = Array.isArray(operation.security) ? operation.security : root.security;
    return Array.isArray(own) && own.length > 0
      ? own.filter(isObject).map((way) => Object.keys(way).sort())
      : [[]];
  };
  const enough = ways(after);
  return ways(before)
    .filter((way) => !enough.some((needed) => needed.every((scheme) => way.includes(scheme))))
    .map((way) => `${name}: ${way.join(" and ") || "no credential"} is no longer enough`);
}
