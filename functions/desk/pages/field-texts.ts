/** The fields of a form that are text. */
export function fieldTexts(body: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body as object).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}
