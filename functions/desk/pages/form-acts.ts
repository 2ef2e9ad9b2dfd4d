import type { Allowed, DeskAct } from "../act.ts";
import { FORGETTING } from "../acts/forget.ts";
import { ACTS, type ActName } from "../acts.ts";

/** An act that a form can have: one of the table, or the one that has a function of its own. */
export type FormActName = ActName | "forget";

/** What pages know of an act: who may do it, and what it does. */
type FormAct = Allowed & Pick<DeskAct, "what">;

const OF_FORMS: Readonly<Record<FormActName, FormAct>> = { ...ACTS, forget: FORGETTING };

export function formAct(name: FormActName): FormAct {
  return OF_FORMS[name];
}

/** Acts whose forms have files: what is in them is as long as the file, which no other type of form is. */
const WITH_FILES: ReadonlySet<FormActName> = new Set<FormActName>(["customers-import"]);

export function takesFiles(name: FormActName): boolean {
  return WITH_FILES.has(name);
}

/** Whether a form of the desk can do an act of this name; those that answer a secret are for the command alone. */
export function isFormAct(name: string): name is FormActName {
  return Object.hasOwn(OF_FORMS, name) && OF_FORMS[name as FormActName].byCommandAlone !== true;
}
