import { type JsonObject, listAt, objectAt } from "./json.ts";

/** Whether a client sends what the schema describes, or reads it. */
export type Direction = "sent" | "read";

/** A schema, and how the references of its document are followed. */
export interface Described {
  readonly schema: unknown;
  readonly resolve: (value: unknown) => JsonObject;
}

/** What a stricter schema has more of, and what it has less of. */
const LOWER_BOUNDS = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
const UPPER_BOUNDS = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
const ALTERNATIVES = ["oneOf", "anyOf"];

/** Beyond it, a schema contains itself: what is deeper was compared above. */
const MOST_DEPTH = 12;

/** What a new schema breaks for clients that know the old one, one line for each. */
export function compareSchemas(
  place: string,
  direction: Direction,
  before: Described,
  after: Described,
  depth = 0,
): string[] {
  if (depth > MOST_DEPTH) return [];
  const old = before.resolve(before.schema);
  const now = after.resolve(after.schema);
  const inside = (where: string, was: unknown, is: unknown) =>
    compareSchemas(where, direction, { ...before, schema: was }, { ...after, schema: is }, depth + 1);
  return [
    ...compareTypes(place, direction, old, now),
    ...(direction === "sent" ? narrowed(place, old, now) : []),
    ...compareProperties(place, direction, old, now, inside),
    ...(isSchema(old.items) && isSchema(now.items) ? inside(`${place}[]`, old.items, now.items) : []),
    ...compareAlternatives(place, old, now, inside),
    ...listAt(old, "allOf").flatMap((part, index) => inside(place, part, listAt(now, "allOf")[index] ?? now)),
  ];
}

type Inside = (place: string, before: unknown, after: unknown) => string[];

function isSchema(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function typesOf({ type }: JsonObject): readonly unknown[] | undefined {
  return type === undefined ? undefined : Array.isArray(type) ? (type as unknown[]) : [type];
}

/** What is sent has to be taken still; what is read has to be known already. */
function compareTypes(place: string, direction: Direction, old: JsonObject, now: JsonObject): string[] {
  const [small, large] = direction === "sent" ? [typesOf(old), typesOf(now)] : [typesOf(now), typesOf(old)];
  const fits =
    large === undefined ||
    small?.every((type) => large.includes(type) || (type === "integer" && large.includes("number")));
  return fits === true ? [] : [`${place}: the type is ${textOf(now.type)}, and was ${textOf(old.type)}`];
}

/** What clients may have sent and is refused now. */
function narrowed(place: string, old: JsonObject, now: JsonObject): string[] {
  const lines: string[] = [];
  const allowed = valuesOf(now);
  if (allowed) {
    const lost = valuesOf(old)?.filter((value) => !allowed.some((one) => textOf(one) === textOf(value)));
    if (!lost) lines.push(`${place}: only ${allowed.map(textOf).join(", ")} is taken now`);
    else lines.push(...lost.map((value) => `${place}: the value ${textOf(value)} is no longer taken`));
  }
  for (const name of ["pattern", "format", "multipleOf"])
    if (now[name] !== undefined && now[name] !== old[name])
      lines.push(`${place}: ${name} is now ${textOf(now[name])}`);
  for (const name of LOWER_BOUNDS)
    if (Number(now[name]) > Number(old[name] ?? -Infinity))
      lines.push(`${place}: ${name} is now ${textOf(now[name])}`);
  for (const name of UPPER_BOUNDS)
    if (Number(now[name]) < Number(old[name] ?? Infinity))
      lines.push(`${place}: ${name} is now ${textOf(now[name])}`);
  return lines;
}

function valuesOf(schema: JsonObject): readonly unknown[] | undefined {
  if ("const" in schema) return [schema.const];
  return Array.isArray(schema.enum) ? (schema.enum as unknown[]) : undefined;
}

function compareProperties(
  place: string,
  direction: Direction,
  old: JsonObject,
  now: JsonObject,
  inside: Inside,
): string[] {
  const was = objectAt(old, "properties");
  const is = objectAt(now, "properties");
  const wasRequired = listAt(old, "required");
  const isRequired = listAt(now, "required");
  const lines = Object.entries(was).flatMap(([name, schema]) => {
    if (name in is) return inside(`${place}.${name}`, schema, is[name]);
    // A property that is no longer described is still taken where others are.
    const harmless = direction === "sent" && now.additionalProperties !== false;
    return harmless ? [] : [`${place}.${name} is gone`];
  });
  const [strict, loose, harm] =
    direction === "sent"
      ? [isRequired, wasRequired, "is now required"]
      : [wasRequired, isRequired, "may now be missing"];
  const described = (name: unknown) => direction === "sent" || String(name) in is;
  return [
    ...lines,
    ...strict
      .filter((name) => !loose.includes(name) && described(name))
      .map((name) => `${place}.${String(name)} ${harm}`),
  ];
}

/** Each of the old alternatives needs one among the new that breaks nothing. */
function compareAlternatives(place: string, old: JsonObject, now: JsonObject, inside: Inside): string[] {
  return ALTERNATIVES.flatMap((kind) => {
    if (!(kind in old) && !(kind in now)) return [];
    const choicesOf = (schema: JsonObject) => (kind in schema ? listAt(schema, kind) : [schema]);
    const choices = choicesOf(now);
    return choicesOf(old).flatMap((alternative, index) =>
      choices.some((choice) => inside(place, alternative, choice).length === 0)
        ? []
        : [`${place}: alternative ${index + 1} of ${kind} is gone`],
    );
  });
}

function textOf(value: unknown): string {
  return value === undefined ? "anything" : JSON.stringify(value);
}
