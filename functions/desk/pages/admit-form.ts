import { isProblem, type Problem } from "../../http/problem.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { readVisitor, type SignedIn } from "../sign-in/read-visitor.ts";
import { strangerReply } from "../sign-in/show-step.ts";
import type { ShowingServices } from "../sign-in/sign-in-services.ts";
import { showAddress, showAgain } from "../sign-in/steps.ts";
import { type HeldForm, writeHeld } from "./held-form.ts";

export type AdmittedForm =
  | { readonly kind: "admitted"; readonly visitor: SignedIn }
  /** They sign in first, or prove a factor anew; for who is signed in elsewhere there is nothing here. */
  | { readonly kind: "not-yet"; readonly reply: Reply | Problem };

/**
 * Who sends a form that does something: an admin who has proved a factor in the last half an hour. Anyone else finds the form
 * again after that, as it was filled.
 * @param form undefined where there is no such form: then nothing waits for the sign-in
 */
export async function admitForm(
  services: ShowingServices,
  request: HttpRequest,
  form: HeldForm | undefined,
): Promise<AdmittedForm> {
  const visitor = await readVisitor(services, request);
  if (visitor?.mayAct) return { kind: "admitted", visitor };
  const asked = { request, step: undefined, held: form && writeHeld(form), status: 403 };
  if (visitor) return { kind: "not-yet", reply: await showAgain(services, visitor, asked) };
  const stranger = strangerReply(services, request);
  const isAsked = form !== undefined && !isProblem(stranger);
  return { kind: "not-yet", reply: isAsked ? await showAddress(services, asked) : stranger };
}
