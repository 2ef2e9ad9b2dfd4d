import { createHmac } from "node:crypto";
import { ACT_ID_SECONDS, instantOfActId, newActId } from "../domain/act-id.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { FieldError } from "../http/schemas.ts";
import type { LADDER } from "../settings/desk.ts";
import type { ActId, AuditedAct } from "../storage/port/audit.ts";
import type {
  DeskAct,
  DeskQuestion,
  Aimed,
  Allowed,
  ActAnswer,
  Doing,
  NotAimed,
  Prepared,
  ToGoOn,
} from "./act.ts";
import { type Admin, type AdminPerson, adminPersons, rankOf } from "./admins.ts";
import type { DeskServices, ReadingDesk } from "./services.ts";

export type Performed<Given extends ActAnswer> =
  | { readonly kind: "answered"; readonly id?: ActId; readonly answer: Given }
  /** It was done before, under the same id: what it led to then. */
  | { readonly kind: "done-before"; readonly act: AuditedAct; readonly more: ToGoOn }
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] }
  /** The id names another act, or the same with another wish. */
  | { readonly kind: "another-act" }
  | { readonly kind: "forbidden"; readonly reason: Forbidden; readonly places?: readonly string[] };

/** Why an admin may not do it: the role; whom it is about; what it opens; or that they are suspended. */
export type Forbidden = "role" | "own" | "above" | "last-owner" | "opens" | "suspended";

/**
 * Does one act for an admin: checks the role and whom it is about, writes down that it begins, does it, and writes down what
 * it led to. A call that breaks off is repeated under the same id, and goes on; one that was done is not done again.
 * @param named the id of the act, a UUID of version 7; not looked at where the input names it @default a new one
 */
export async function perform<Given extends ActAnswer>(
  services: DeskServices,
  admin: Admin,
  { name, act }: { readonly name: string; readonly act: DeskAct<Given> },
  input: unknown,
  named?: string,
): Promise<Performed<Given>> {
  const { observer, clock, random } = services;
  const now = clock();
  const line = lineOf(name, admin);
  const refuse = (reason: Forbidden, places?: readonly string[]): Performed<Given> => {
    const refused = refusal(services, line, reason);
    return places ? { ...refused, places } : refused;
  };
  if (!mayDo(admin, act)) return refuse("role");
  const prepared = act.prepare(services, admin, input);
  if (prepared.kind === "invalid") return prepared;
  const id = (prepared.kind === "acts" ? prepared.id : undefined) ?? named;
  if (id !== undefined && !isActId(id, now)) return { kind: "invalid", errors: [WRONG_ID] };
  if (prepared.kind === "reads") return answered(services, line, prepared);

  const secret = await services.keys.recipient();
  const wish = createHmac("sha256", secret)
    .update(`desk|${name}|`)
    .update(JSON.stringify(prepared.wish))
    .digest("base64url");
  const earlier = id === undefined ? undefined : await services.storage.audit.read(id as ActId);
  // Before it is looked for: what an act has deleted is found no more.
  const repeated = earlier && (await repetition(earlier, { name, by: admin.id, wish }, prepared));
  if (repeated) return repeated;
  const aimed = await prepared.aim(earlier);
  if ("kind" in aimed && aimed.kind === "invalid") return aimed;
  if ("kind" in aimed && aimed.kind === "forbidden") return refuse(aimed.reason, aimed.places);
  if (!isAimed(aimed)) {
    // It was begun, and what it was about is another thing by now: nothing is left to do, and the audit is to say so.
    if (earlier) await services.storage.audit.end(earlier.id, { outcome: aimed.outcome }, clock());
    observer.audit("desk", { outcome: aimed.outcome, ...line, id: earlier?.id });
    return { kind: "answered", answer: aimed };
  }
  const forbidden = forbiddenOn(admin, act, aimed.persons, adminPersons(services.settings, secret));
  if (forbidden) return refuse(forbidden);
  const actId = (id ?? newActId(random, now)) as ActId;
  const begun = {
    ...{ id: actId, act: name, by: admin.id, role: admin.role, said: admin.said },
    ...{ about: aimed.about, before: aimed.before },
    wish,
  };
  const known = await services.storage.audit.begin(begun, now);
  const again = known && (await repetition(known, { name, by: admin.id, wish }, prepared));
  if (again) return again;
  const told = { ...line, id: actId, about: aimed.about.join(" "), before: aimed.before };
  observer.audit("desk", { outcome: "begun", ...told });
  try {
    const answer = await aimed.run({ id: actId, admin, begunAt: known?.begunAt ?? now });
    const counts = countsOf(answer);
    await services.storage.audit.end(actId, { outcome: answer.outcome, ...(counts && { counts }) }, clock());
    observer.audit("desk", { outcome: answer.outcome, ...told, ...counts });
    return { kind: "answered", id: actId, answer };
  } catch (error) {
    observer.measure("BrokenActs", 1);
    throw error;
  }
}

/** Answers a question for an admin, as {@link perform} does, where nothing can be written. */
export async function answerQuestion<Given extends ActAnswer>(
  services: ReadingDesk,
  admin: Admin,
  { name, act }: { readonly name: string; readonly act: DeskQuestion<Given> },
  input: unknown,
): Promise<Exclude<Performed<Given>, { readonly kind: "done-before" | "another-act" }>> {
  const line = lineOf(name, admin);
  if (!mayDo(admin, act)) return refusal(services, line, "role");
  const prepared = act.ask(services, admin, input);
  return prepared.kind === "invalid" ? prepared : answered(services, line, prepared);
}

/** What each line of the log says of an act: which, and whose. */
function lineOf(act: string, { id, role, said }: Admin) {
  return { act, by: id, role, said };
}

type Line = ReturnType<typeof lineOf>;

function refusal(
  { observer }: Pick<DeskServices, "observer">,
  line: Line,
  reason: Forbidden,
): Extract<Performed<never>, { readonly kind: "forbidden" }> {
  observer.audit("desk", { outcome: "forbidden", reason, ...line });
  observer.measure("DeskRefusals", 1);
  return { kind: "forbidden", reason };
}

async function answered<Given extends ActAnswer>(
  { observer }: Pick<DeskServices, "observer">,
  line: Line,
  { read }: Extract<Prepared<Given>, { readonly kind: "reads" }>,
): Promise<Extract<Performed<Given>, { readonly kind: "answered" }>> {
  const { answer, about = [], shows } = await read();
  observer.audit("desk", { outcome: answer.outcome, ...line, about: about.join(" "), shows });
  return { kind: "answered", answer };
}

/** What an act that has the id is answered; undefined where it is this one, and broke off. */
async function repetition(
  known: AuditedAct,
  { name, by, wish }: { readonly name: string; readonly by: string; readonly wish: string },
  prepared: Pick<Extract<Prepared<never>, { readonly kind: "acts" }>, "again">,
): Promise<Extract<Performed<never>, { readonly kind: "another-act" | "done-before" }> | undefined> {
  if (known.act !== name || known.by !== by || known.wish !== wish) return { kind: "another-act" };
  if (known.doneAt === undefined) return undefined;
  return { kind: "done-before", act: known, more: (await prepared.again?.()) ?? {} };
}

const WRONG_ID: FieldError = {
  path: "Idempotency-Key",
  message: "The id of an act is a UUID of version 7, made within a day.",
};

/** Whether an id can be one of an act that is tried now, or was a moment ago. */
function isActId(id: string, now: number): boolean {
  const at = instantOfActId(id);
  return at !== undefined && Math.abs(at - now) <= ACT_ID_SECONDS;
}

/** Whether a role may do an act at all. */
export function mayDo({ role }: Pick<Admin, "role">, { least, customersToo }: Allowed): boolean {
  return role === "customers" ? customersToo === true : reaches(role, least);
}

function reaches(role: Admin["role"], least: (typeof LADDER)[number]): boolean {
  return rankOf(role) >= rankOf(least);
}

/** Nobody acts on themselves or on who stands above; the owner's billing system on no admin; nobody on the last owner. */
export function forbiddenOn(
  admin: Admin,
  { least, leastOnAdmins = least, onLastOwnerToo }: Allowed,
  persons: readonly RecipientKey[],
  admins: readonly AdminPerson[],
): Forbidden | undefined {
  const touched = admins.filter((one) => persons.includes(one.recipientKey));
  if (touched.length === 0) return undefined;
  if (touched.some((one) => one.recipientKey === admin.recipientKey)) return "own";
  if (!reaches(admin.role, leastOnAdmins)) return "above";
  if (touched.some((one) => rankOf(one.role) > rankOf(admin.role))) return "above";
  if (onLastOwnerToo) return undefined;
  const owners = admins.filter((one) => one.role === "owner");
  return owners.length === 1 && touched.some((one) => one.role === "owner") ? "last-owner" : undefined;
}

function isAimed<Given extends ActAnswer>(aimed: Aimed<Given> | Given | NotAimed): aimed is Aimed<Given> {
  return "run" in aimed;
}

/** What of an answer is a count, for audit and log: numbers tell nothing of who it was. */
function countsOf(answer: ActAnswer): Readonly<Record<string, number>> | undefined {
  const { counts } = answer as { readonly counts?: Readonly<Record<string, number>> };
  return counts;
}

export type { Doing };
