import { guardForm, type FormTokenDependencies } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";
import { findWaiting, RESUME_FIELD, WAITING_FIELD } from "../http/waiting.ts";
import { DENY_FIELD } from "../pages/asking-app.ts";
import { CONSENT_FIELD } from "./app-page.ts";
import type { AuthorizationAsked } from "./authorize.ts";

/** Whether a form is our own, by which a person lets a program know who they are. Other forms are an app's request. */
export function isConsent({ method, form, body }: HttpRequest): boolean {
  const fields = form ? (body as Readonly<Record<string, unknown>>) : {};
  return method === "POST" && [CONSENT_FIELD, WAITING_FIELD].every((name) => name in fields);
}

/** What a request asks the authorization for, or the problem with the form that it is. */
export async function askedOf(
  services: Omit<FormTokenDependencies, "random">,
  request: HttpRequest,
): Promise<AuthorizationAsked | Problem> {
  const session = services.cookies.read(request.header("cookie"), "session");
  if (isConsent(request)) {
    const fields = request.body as Readonly<Record<string, string>>;
    const foreign = await guardForm(services, request, fields);
    return (
      foreign ?? { parameters: {}, waiting: fields[WAITING_FIELD], sessionToken: session, consented: true }
    );
  }
  const { [RESUME_FIELD]: resume, [DENY_FIELD]: denied, ...parameters } = request.query;
  return {
    parameters: resume === undefined || resume === "" ? parameters : {},
    repeated: request.repeated,
    waiting: findWaiting(services, request, resume),
    sessionToken: session,
    denied: denied !== undefined && denied !== "",
  };
}
