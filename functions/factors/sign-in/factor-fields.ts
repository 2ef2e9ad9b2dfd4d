import { MARK_FIELD } from "../../http/held-challenges.ts";
import { type Problem, problem } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { SendBackDependencies } from "../../pages/send-back.ts";
import { provedHere } from "../proved-here.ts";
import { FACTOR_FIELD } from "./factor-page.ts";
import { isRaiseForm } from "./raise-form.ts";

/** The body that the form of the page means, or the problem that no code was right in this browser. */
export async function factorFields(
  services: SendBackDependencies,
  request: HttpRequest,
  fields: Readonly<Record<string, unknown>>,
): Promise<object | Problem> {
  const { code, [MARK_FIELD]: mark, [FACTOR_FIELD]: factor } = fields;
  if (isRaiseForm(fields)) return { factor, code };
  const signIn = await provedHere(services, request, mark);
  return signIn ? { ...signIn, factor, code } : problem("challenge-not-found", "Ask for a new code.");
}
