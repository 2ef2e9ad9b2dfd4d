import * as z from "zod/mini";
import type { Problem } from "../../http/problem.ts";
import { type Reply, seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { fieldErrors } from "../../http/schemas.ts";
import { html, type Html } from "../../pages/html.ts";
import { notice } from "../../pages/layout.ts";
import type { DeskAct } from "../act.ts";
import type { ForgetAnswer } from "../acts/forget.ts";
import { CUSTOMER_NAMINGS } from "../../flows/find-customer.ts";
import { perform, type Performed } from "../perform-act.ts";
import { admitForm } from "./admit-form.ts";
import { doneAddress, errorText, type FormServices } from "./answer-form.ts";
import { fieldTexts } from "./field-texts.ts";
import { DESK_FORM_FIELD, deskFormToken, isDeskForm } from "./form-token.ts";
import { ACT_ID_FIELD, BACK_FIELD, formsOf } from "./forms.ts";
import { deskPage } from "./layout.ts";
import { readActFields } from "./read-fields.ts";
import { personLink } from "./screens/person-link.ts";
import type { Visitor } from "./visitor.ts";
import { say, sayNamed } from "./words.ts";

/** What a form says beside whom it is about: that the admin has read what goes. */
const confirmed = z.looseObject({
  confirmed: z.literal(true, { error: "Say that you have read what goes, and that it goes for good." }),
});

/** The same act, for a form: without the tick nothing is looked for. */
function onceConfirmed(act: DeskAct<ForgetAnswer>): DeskAct<ForgetAnswer> {
  return {
    ...act,
    prepare(services, admin, input) {
      const read = z.safeParse(confirmed, input);
      if (!read.success) return { kind: "invalid", errors: fieldErrors(read.error.issues) };
      const person = Object.entries(read.data).filter(([name]) => name !== "confirmed");
      return act.prepare(services, admin, Object.fromEntries(person));
    },
  };
}

/**
 * Forgets the person of a form, as the command does it. The function that may delete reads nothing else that screens show: so
 * what it refuses is told on a page of its own, with the way back.
 */
export async function answerForgetting(
  services: FormServices,
  act: DeskAct<ForgetAnswer>,
  request: HttpRequest,
): Promise<Reply | Problem> {
  const fields = fieldTexts(request.body);
  const { input, typed } = readActFields(fields);
  const form = { act: "forget", back: fields[BACK_FIELD] ?? "", fields: typed } as const;
  const admitted = await admitForm(services, request, () =>
    Promise.resolve(typed.customer === undefined ? undefined : form),
  );
  if (admitted.kind === "not-yet") return admitted.reply;
  const { visitor } = admitted;
  const refuse = (status: number, why: Html) =>
    refusedPage(services, visitor, request, { status, why, typed });
  if (!(await isDeskForm(services.keys, visitor.tie, fields[DESK_FORM_FIELD])))
    return refuse(403, sayNamed("problem", "form"));
  const admin = { ...visitor.admin, from: request.sourceIp };
  const named = { name: "forget", act: onceConfirmed(act) };
  const performed = await perform(services, admin, named, input, fields[ACT_ID_FIELD]);
  const done = doneOf(performed);
  if (done !== undefined)
    return seeOther(doneAddress(request.basePath, { screen: "person", query: {} }, done));
  const { status, why } = refusalOf(performed);
  return refuse(status, why);
}

/** The id of the act, where it was done, now or before. */
function doneOf(performed: Performed<ForgetAnswer>): string | undefined {
  if (performed.kind === "done-before") return performed.act.id;
  return performed.kind === "answered" ? performed.id : undefined;
}

function refusalOf(performed: Performed<ForgetAnswer>): { readonly status: number; readonly why: Html } {
  switch (performed.kind) {
    case "invalid":
      return { status: 400, why: errorText(performed.errors) };
    case "another-act":
      return { status: 422, why: sayNamed("problem", "another-act") };
    case "forbidden":
      return { status: 403, why: sayNamed("problem", performed.reason) };
    case "answered":
      return { status: 409, why: sayNamed("outcome", performed.answer.outcome) };
    case "done-before":
      return { status: 409, why: sayNamed("outcome", performed.act.outcome ?? "") };
  }
}

async function refusedPage(
  services: FormServices,
  visitor: Visitor,
  { basePath }: HttpRequest,
  { status, why, typed }: { status: number; why: Html; typed: Readonly<Record<string, string>> },
): Promise<Reply> {
  const token = await deskFormToken(services.keys, visitor.tie);
  const forms = formsOf(services, { basePath, token });
  const { customer = "" } = typed;
  const as = CUSTOMER_NAMINGS.find((one) => one === typed.as);
  return deskPage(services, basePath, {
    ...{ title: say("person.forget"), status, visitor: { ...visitor, token } },
    body: html`${notice("bad", why)}
      <p class="lead">${say("person.forgetNot")}</p>
      ${customer !== "" && personLink({ forms }, { customer, as })}`,
  });
}
