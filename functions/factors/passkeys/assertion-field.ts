import { guardForm } from "../../http/guard.ts";
import { MARK_FIELD } from "../../http/held-challenges.ts";
import { invalidRequest, isProblem, type Problem, problem } from "../../http/problem.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { refuseRequest } from "../../pages/show-request.ts";
import { provedHere } from "../proved-here.ts";
import { IN_SESSION, isRaiseForm } from "../sign-in/raise-form.ts";
import { refuseFactor, type ShowFactorDependencies } from "../sign-in/show-factor.ts";

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

/** The body that a form of ours means: a sign-in, with a mark the second step of the one that it names, or of a session. */
export async function passkeyFormFields(
  services: ShowFactorDependencies,
  request: HttpRequest,
  fields: Readonly<Record<string, unknown>>,
): Promise<object | Problem> {
  const mark = fields[MARK_FIELD];
  const raises = isRaiseForm(fields);
  const isFirst = mark === undefined && !raises;
  const guarded = await guardForm(services, request, fields, isFirst ? "first" : "later");
  const read = guarded ?? assertionField(fields);
  if (isProblem(read) || isFirst) return read;
  if (raises) return { ...read, purpose: IN_SESSION };
  const signIn = await provedHere(services, request, mark);
  return signIn
    ? { ...read, ...signIn, remember: true }
    : problem("challenge-not-found", "Ask for a new code.");
}

/** Answers such a form that was refused: on its page. */
export function refusePasskey(
  services: ShowFactorDependencies,
  request: HttpRequest,
  refused: Problem,
): Promise<Reply> {
  const fields = request.body as Readonly<Record<string, unknown>>;
  return fields[MARK_FIELD] === undefined && !isRaiseForm(fields)
    ? refuseRequest(services, request, refused)
    : refuseFactor(services, request, refused);
}
