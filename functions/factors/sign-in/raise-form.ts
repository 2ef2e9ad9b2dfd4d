import { type Acr, ACRS } from "../../domain/acr.ts";
import { MARK_FIELD } from "../../http/held-challenges.ts";
import type { HttpRequest } from "../../http/request.ts";
import { NEEDS_FIELD, NEEDS_FRESH } from "../../http/waiting.ts";

/** The hidden field of forms that says what they prove a factor for, and what it says of those in a session. */
export const PURPOSE_FIELD = "purpose";
export const IN_SESSION = "session";

/** Whether a form proves a factor in the session of its browser. */
export function isRaiseForm(fields: Readonly<Record<string, unknown>>): boolean {
  return fields[PURPOSE_FIELD] === IN_SESSION;
}

/** Whether a page, or the form that it was refused for, is about the session of a browser: a sign-in's names its challenge. */
export function isInSession(request: Pick<HttpRequest, "method" | "query" | "form" | "body">): boolean {
  if (request.method !== "GET") return request.form && isRaiseForm(request.body as Record<string, unknown>);
  return request.query[MARK_FIELD] === undefined && neededProof(request) !== undefined;
}

/** What is to be proved: an acr, or any factor just now. */
export type NeededProof = Acr | typeof NEEDS_FRESH;

/** What an address or a form says is wanted: it chooses what is offered, and opens nothing. */
export function neededProof({
  method,
  query,
  form,
  body,
}: Pick<HttpRequest, "method" | "query" | "form" | "body">): NeededProof | undefined {
  const fields = (form ? body : {}) as Readonly<Record<string, unknown>>;
  const named = method === "GET" ? query[NEEDS_FIELD] : fields[NEEDS_FIELD];
  return ([...ACRS, NEEDS_FRESH] as const).find((one) => one === named);
}
