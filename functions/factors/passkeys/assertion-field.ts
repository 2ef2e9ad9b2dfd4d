import { invalidRequest, type Problem } from "../../http/problem.ts";

/** The body that a page's form means: its script writes the assertion into a field. */
export function assertionField({
  assertion,
}: Readonly<Record<string, unknown>>): { readonly assertion: unknown } | Problem {
  try {
    return { assertion: JSON.parse(typeof assertion === "string" ? assertion : "") };
  } catch {
    return invalidRequest([{ path: "assertion", message: "The passkey's answer cannot be read." }]);
  }
}
