import type { DeskAct, DeskQuestion, ActAnswer } from "./act.ts";
import { adminsEnrol, open } from "./acts/admins.ts";
import { adminsList, auditList } from "./acts/audit.ts";
import { block, unblock } from "./acts/blocking.ts";
import { contactsAdd, contactsRemove } from "./acts/contacts.ts";
import { customersEdit, customersExport, customersFind } from "./acts/customers.ts";
import { customersImport } from "./acts/import.ts";
import { customersImports } from "./acts/imports.ts";
import { invite } from "./acts/invite.ts";
import { customersImportUndo } from "./acts/undo-import.ts";
import { cancel, lanesClear, lift, sessionsEnd } from "./acts/ending.ts";
import { factorsCancelReset, factorsReset, factorsShow } from "./acts/factors.ts";
import { attackList } from "./acts/attacks.ts";
import { recent, securityEvents } from "./acts/looking.ts";
import { eventsDeliveries, eventsReplay, eventsTest } from "./acts/receivers.ts";
import { story } from "./acts/story.ts";
import { stats } from "./acts/statistics.ts";
import { settingsRemove, settingsSet } from "./acts/settings.ts";
import { settingsPreview } from "./acts/settings-preview.ts";
import { settingsRestore } from "./acts/settings-restore.ts";
import { settingsGet, settingsVersions } from "./acts/settings-shown.ts";
import { testSend } from "./acts/test-send.ts";
import type { Admin } from "./admins.ts";
import { answerQuestion, perform, type Performed } from "./perform-act.ts";
import type { DeskServices, ReadingDesk } from "./services.ts";

/** Everything that admins do, and what they ask: the pages and the command's route know no other way. */
export const ACTS = {
  block,
  unblock,
  "sessions-end": sessionsEnd,
  cancel,
  "lanes-clear": lanesClear,
  lift,
  "factors-show": factorsShow,
  "factors-reset": factorsReset,
  "factors-cancel-reset": factorsCancelReset,
  "contacts-add": contactsAdd,
  "contacts-remove": contactsRemove,
  "customers-find": customersFind,
  "customers-edit": customersEdit,
  "customers-export": customersExport,
  invite,
  "customers-import": customersImport,
  "customers-imports": customersImports,
  "customers-import-undo": customersImportUndo,
  "audit-list": auditList,
  "admins-list": adminsList,
  story,
  "admins-enrol": adminsEnrol,
  open,
  stats,
  recent,
  attacks: attackList,
  events: securityEvents,
  "events-deliveries": eventsDeliveries,
  "events-replay": eventsReplay,
  "events-test": eventsTest,
  "settings-get": settingsGet,
  "settings-set": settingsSet,
  "settings-remove": settingsRemove,
  "settings-restore": settingsRestore,
  "settings-versions": settingsVersions,
  "settings-preview": settingsPreview,
  "test-send": testSend,
} as const satisfies Readonly<Record<string, DeskAct>>;

export type ActName = keyof typeof ACTS;

/** What an act is answered. */
export type AnswerOf<Name extends ActName> = (typeof ACTS)[Name] extends DeskAct<infer Given> ? Given : never;

/** Those that change nothing. */
export type QuestionName = {
  [Name in ActName]: (typeof ACTS)[Name] extends DeskQuestion ? Name : never;
}[ActName];

export function isActName(name: string): name is ActName {
  return Object.hasOwn(ACTS, name);
}

/**
 * Does an act of the table for an admin, or answers a question of one.
 * @param input what is asked for; it is checked
 * @param id of the act, a UUID of version 7, by which a repetition is known @default a new one
 */
export function performAct<Name extends ActName>(
  services: DeskServices,
  admin: Admin,
  name: Name,
  input: unknown,
  id?: string,
): Promise<Performed<AnswerOf<Name>>> {
  const act: DeskAct = ACTS[name];
  return perform(services, admin, { name, act }, input, id) as Promise<Performed<AnswerOf<Name> & ActAnswer>>;
}

/** Answers a question of the table for an admin, where nothing can be written. */
export function askDesk<Name extends QuestionName>(
  services: ReadingDesk,
  admin: Admin,
  name: Name,
  input: unknown,
): Promise<AskedOfDesk<AnswerOf<Name>>> {
  const act: DeskQuestion = ACTS[name];
  return answerQuestion(services, admin, { name, act }, input) as Promise<
    AskedOfDesk<AnswerOf<Name> & ActAnswer>
  >;
}

/** What a question is answered: never that it was asked before. */
export type AskedOfDesk<Given extends ActAnswer> = Exclude<
  Performed<Given>,
  { readonly kind: "done-before" | "another-act" }
>;
