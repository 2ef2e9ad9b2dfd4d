import { guardForm } from "../../http/guard.ts";
import type { Problem } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";

type Guards = Parameters<typeof guardForm>[0];

/** The body that a form of the page of passkeys means: the fields of these names. */
export function fieldsNamed(services: Guards, names: readonly string[]) {
  return async (request: HttpRequest, fields: Readonly<Record<string, unknown>>): Promise<Problem | object> =>
    (await guardForm(services, request, fields)) ??
    Object.fromEntries(names.map((name) => [name, fields[name]]));
}
