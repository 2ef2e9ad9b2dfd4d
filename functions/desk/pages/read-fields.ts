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
  return { input: Object.fromEntries(read), typed };
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
