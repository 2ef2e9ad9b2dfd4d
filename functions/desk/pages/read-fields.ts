/** What a form of an act says beside the act's input. */
export interface ActFields {
  readonly input: Readonly<Record<string, unknown>>;
  /** What was typed, by the names of the fields, for the form to be shown again. */
  readonly typed: Readonly<Record<string, string>>;
}

/** The frame's own fields: an act has none of these names. */
const OF_FRAME: ReadonlySet<string> = new Set(["form", "act-id", "back", "proof", "factor"]);

/**
 * The input of an act from the fields of its form, by what their names say behind a colon. What cannot be read stays text:
 * the act's own check refuses it, with its place.
 */
export function readActFields(fields: Readonly<Record<string, unknown>>): ActFields {
  const typed = Object.fromEntries(
    Object.entries(fields).filter(
      (pair): pair is [string, string] => typeof pair[1] === "string" && !OF_FRAME.has(pair[0]),
    ),
  );
  const read = Object.entries(typed)
    .filter(([, text]) => text.trim() !== "")
    .map(([field, text]): [string, unknown] => {
      const [name = "", as] = field.split(":");
      return [name, readAs(as, text)];
    });
  return { input: nested(read), typed };
}

/** How deep a name may lead. What has more parts is no place of an act's input, and the act's check refuses it by its name. */
const MAX_PARTS = 5;

/** `edits.0.path` is the path of the first of a list of edits. */
function nested(read: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> {
  const whole: Branch = new Map();
  for (const [name, value] of read) {
    const parts = name.split(".", MAX_PARTS + 1);
    const places = parts.length > MAX_PARTS ? [name] : parts;
    const last = places.pop() ?? name;
    let at = whole;
    for (const place of places) {
      const known = at.get(place);
      const next: Branch = known instanceof Map ? (known as Branch) : new Map<string, unknown>();
      at.set(place, next);
      at = next;
    }
    at.set(last, value);
  }
  return Object.fromEntries([...whole].map(([name, value]) => [name, grown(value)]));
}

type Branch = Map<string, unknown>;

/** A branch whose names count from 0 on is a list. */
function grown(value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  const all = [...(value as Branch)].map(([name, one]) => [name, grown(one)] as const);
  const isList = all.every(([name], index) => name === String(index));
  return isList ? all.map(([, one]) => one) : Object.fromEntries(all);
}

function readAs(as: string | undefined, text: string): unknown {
  switch (as) {
    case "flag":
      return true;
    case "number":
      return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case "lines":
      return text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean);
    case "json":
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return text;
      }
    default:
      return text;
  }
}
