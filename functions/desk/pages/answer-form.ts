import type { Reply } from "../../http/reply.ts";
import { seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { html, type Html } from "../../pages/html.ts";
import { notice } from "../../pages/layout.ts";
import { ACTS, isActName } from "../acts.ts";
import type { ActAnswer, DeskAct, RepeatedAnswer } from "../act.ts";
import { isDone } from "../answer-act.ts";
import { perform, type Performed } from "../perform-act.ts";
import type { DeskServices } from "../services.ts";
import { DESK_FORM_FIELD, type FormKeys, isDeskForm } from "./form-token.ts";
import { ACT_ID_FIELD, BACK_FIELD } from "./forms.ts";
import { type Back, backOf } from "./back.ts";
import { readActFields } from "./read-fields.ts";
import { DONE_PARAMETER, notHere, outcomeOf, screenReply } from "./show-screen.ts";
import { screenFor } from "./screens.ts";
import { sentFields } from "./sent-fields.ts";
import type { SignedIn } from "../sign-in/read-visitor.ts";
import type { ShowingServices } from "../sign-in/sign-in-services.ts";
import type { Problem } from "../../http/problem.ts";
import { admitForm } from "./admit-form.ts";
import { sayNamed } from "./words.ts";

/** What a form of the desk is answered with. */
export interface FormServices
  extends Omit<DeskServices, "keys">, Pick<ShowingServices, "cookies" | "live" | "publicUrl" | "pageFiles"> {
  readonly keys: DeskServices["keys"] & FormKeys;
}

/**
 * Does the act of a form, and goes back to the screen that shows what it led to. Who has to sign in first, or to prove a
 * factor anew, finds the form again after that, as it was filled.
 */
export async function answerForm(services: FormServices, request: HttpRequest): Promise<Reply | Problem> {
  const name = request.named.act ?? "";
  const admitted = await admitForm(services, request, async () => {
    if (!isActName(name)) return undefined;
    const fields = await sentFields(request);
    return { act: name, back: fields[BACK_FIELD] ?? "", fields: readActFields(fields).typed };
  });
  if (admitted.kind === "not-yet") return admitted.reply;
  return doAct(services, admitted.visitor, request, await sentFields(request));
}

async function doAct(
  services: FormServices,
  visitor: SignedIn,
  request: HttpRequest,
  fields: Readonly<Record<string, string>>,
): Promise<Reply> {
  const name = request.named.act ?? "";
  const back = backOf(fields[BACK_FIELD]);
  const { input, typed } = readActFields(fields);
  const refuse = async (status: number, why: Html, errors: Readonly<Record<string, string>> = {}) => {
    const screen = screenFor(visitor.admin, back.screen) ?? screenFor(visitor.admin, undefined);
    if (!screen) return notHere(services, visitor, request);
    return screenReply(services, visitor, request, {
      ...{ screen, query: back.query, status, notice: notice("bad", why) },
      refused: { act: name, fields: typed, errors },
    });
  };
  if (!isActName(name)) return refuse(404, sayNamed("problem", "not-found"));
  if (!(await isDeskForm(services.keys, visitor.tie, fields[DESK_FORM_FIELD])))
    return refuse(403, sayNamed("problem", "form"));
  const act: DeskAct = ACTS[name];
  if (act.byCommandAlone) return refuse(404, sayNamed("problem", "not-found"));
  // What an admin changes of networks, the network that they ask from is not among.
  const admin = { ...visitor.admin, from: request.sourceIp };
  const performed = await perform(services, admin, { name, act }, input, fields[ACT_ID_FIELD]);
  const goBack = async (id: string | undefined, answer?: ActAnswer) => {
    const screen = screenFor(visitor.admin, back.screen) ?? screenFor(visitor.admin, undefined);
    if (!screen) return notHere(services, visitor, request);
    if (id !== undefined && !screen.posted)
      return seeOther(doneAddress(request.basePath, { ...back, screen: screen.name }, id));
    return screenReply(services, visitor, request, {
      ...{ screen, query: back.query, notice: await outcomeOf(services, visitor, id) },
      ...(answer && { answered: { act: name, fields: typed, answer } }),
    });
  };
  return answerOf(performed, { refuse, goBack });
}

interface Answering {
  /** @param id of the act; one that changed nothing has none */
  goBack(id: string | undefined, answer?: ActAnswer): Promise<Reply>;
  refuse(status: number, why: Html, errors?: Readonly<Record<string, string>>): Promise<Reply>;
}

async function answerOf(performed: Performed<ActAnswer>, { refuse, goBack }: Answering): Promise<Reply> {
  switch (performed.kind) {
    case "answered":
      // What was not begun stands in no audit to be read.
      return performed.id === undefined && !isDone(performed.answer)
        ? refuse(409, sayNamed("outcome", performed.answer.outcome))
        : goBack(performed.id, performed.answer);
    case "done-before": {
      const { act, more } = performed;
      // Clicked twice, or its answer was lost: what was said of it is gone, and the next part is not.
      const answer: RepeatedAnswer = { outcome: act.outcome ?? "", doneBefore: true, ...more };
      return goBack(act.id, more.next === undefined ? undefined : answer);
    }
    case "invalid":
      return refuse(400, errorText(performed.errors), Object.fromEntries(performed.errors.map(named)));
    case "another-act":
      return refuse(422, sayNamed("problem", "another-act"));
    case "forbidden":
      return refuse(403, sayNamed("problem", performed.reason));
  }
}

/** The address of a screen that says what an act led to. */
export function doneAddress(basePath: string, { screen, query }: Back, id: string): string {
  const text = new URLSearchParams({ ...query, [DONE_PARAMETER]: id }).toString();
  return `${basePath}/admin/${screen}?${text}`;
}

const named = ({ path, message }: { readonly path: string; readonly message: string }) =>
  [path, message] as const;

export function errorText(errors: readonly { readonly path: string; readonly message: string }[]): Html {
  return html`${errors.map(({ path, message }) => html`<span>${path}: ${message}</span> `)}`;
}
