import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";

// Without it, every fault that a schema has no words for is an "Invalid input". It stands where faults are found: which
// other schemas a function loads changes no answer.
z.config(en());

/** Holds an input against a schema. Its faults are in English. */
export function checkInput<Schema extends z.core.$ZodType>(
  schema: Schema,
  input: unknown,
): z.core.util.SafeParseResult<z.output<Schema>> {
  return z.safeParse(schema, input);
}
