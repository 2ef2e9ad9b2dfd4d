import { isProblem, type Problem } from "../../http/problem.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { readVisitor, type SignedIn } from "../sign-in/read-visitor.ts";
import { strangerReply } from "../sign-in/show-step.ts";
import type { ShowingServices } from "../sign-in/sign-in-services.ts";
import { showAddress, showAgain } from "../sign-in/steps.ts";
import { type HeldForm, MAX_STRANGERS_HELD, writeHeld } from "./held-form.ts";

export type AdmittedForm =
  | { readonly kind: "admitted"; readonly visitor: SignedIn }
  /** They sign in first, or prove a factor anew; for who is signed in elsewhere there is nothing here. */
  | { readonly kind: "not-yet"; readonly reply: Reply | Problem };

/**
 * Who sends a form that does something: an admin who has proved a factor in the last half an hour. Anyone else finds the form
 * again after that, as it was filled.
 * @param readForm gives undefined where there is no such form: then nothing waits for the sign-in. It is not asked before it is
 * known who sends it, nor for a long form of who is not signed in
 */
export async function admitForm(
  services: ShowingServices,
  request: HttpRequest,
  readForm: () => Promise<HeldForm | undefined>,
): Promise<AdmittedForm> {
  const visitor = await readVisitor(services, request);
  if (visitor?.mayAct) return { kind: "admitted", visitor };
  const asked = { request, step: undefined, status: 403 };
  if (visitor) {
    const form = await readForm();
    const held = form && writeHeld(form);
    return { kind: "not-yet", reply: await showAgain(services, visitor, { ...asked, held }) };
  }
  const stranger = strangerReply(services, request);
  if (isProblem(stranger)) return { kind: "not-yet", reply: stranger };
  const isLong = request.bytes.length > MAX_STRANGERS_HELD;
  const form = isLong ? undefined : await readForm();
  if (!isLong && !form) return { kind: "not-yet", reply: stranger };
  const held = form && writeHeld(form);
  const isHeld = held !== undefined && held.length <= MAX_STRANGERS_HELD;
  return {
    kind: "not-yet",
    reply: await showAddress(services, { ...asked, held: isHeld ? held : undefined }),
  };
}
