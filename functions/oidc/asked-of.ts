import { guardForm, type FormTokenDependencies } from "../http/guard.ts";
import type { Clock } from "../domain/ambient.ts";
import type { Problem } from "../http/problem.ts";
import { type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { findWaiting, keepWaiting, RESUME_FIELD, resumeOf, WAITING_FIELD } from "../http/waiting.ts";
import { DENY_FIELD } from "../pages/asking-app.ts";
import { CONSENT_FIELD, STEP_UP_FIELD } from "./app-page.ts";
import type { AuthorizationAsked } from "./authorize.ts";

/** Whether a form is our own, by which a person lets a program know who they are. Other forms are an app's request. */
export function isConsent({ method, form, body }: HttpRequest): boolean {
  return hasFields({ method, form, body }, [CONSENT_FIELD, WAITING_FIELD]);
}

/** Whether a form is our own, by which a person goes on to a second step that an app demands. */
export function isStepUp({ method, form, body }: HttpRequest): boolean {
  return hasFields({ method, form, body }, [STEP_UP_FIELD, WAITING_FIELD]);
}

function hasFields(
  { method, form, body }: Pick<HttpRequest, "method" | "form" | "body">,
  names: readonly string[],
): boolean {
  const fields = form ? (body as Readonly<Record<string, unknown>>) : {};
  return method === "POST" && names.every((name) => name in fields);
}

/** Answers that form: the browser keeps the request from now on, and asks again. */
export async function goOnToStepUp(
  services: Omit<FormTokenDependencies, "random"> & { readonly clock: Clock },
  request: HttpRequest,
): Promise<Reply | Problem> {
  const foreign = await guardForm(services, request, request.body as Readonly<Record<string, unknown>>);
  if (foreign) return foreign;
  const address = `${request.basePath}/otp/authorize?${RESUME_FIELD}=${resumeOf(request) ?? ""}`;
  return seeOther(address, await keepWaiting(services, request));
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
