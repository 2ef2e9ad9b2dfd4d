import * as z from "zod/mini";
import type { ActId, AuditedAct } from "../../storage/port/audit.ts";
import { reading, type Seen } from "../act.ts";
import { isoText } from "../shown.ts";

/** An act as an owner sees it. Instants are ISO 8601. */
export interface ShownAct {
  readonly id: string;
  readonly act: string;
  readonly by: string;
  readonly role: string;
  readonly said?: string;
  readonly about: readonly string[];
  readonly before?: string;
  readonly begunAt: string;
  /** Absent where it broke off, or goes on still. */
  readonly doneAt?: string;
  readonly result?: string;
  readonly counts?: Readonly<Record<string, number>>;
}

export interface AuditListAnswer {
  readonly outcome: "listed";
  readonly acts: readonly ShownAct[];
  /** What to ask for the next page with, in the same month. */
  readonly next?: string;
}

export interface AdminsListAnswer {
  readonly outcome: "listed";
  readonly admins: readonly ({ readonly role: string } & (
    { readonly recipient: string } | { readonly arn: string }
  ))[];
}

export const auditList = reading({
  what: "What admins have done in a month, the newest first",
  least: "owner",
  input: z.strictObject({
    month: z.optional(z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month like 2026-11"))),
    most: z._default(z.int().check(z.gte(1), z.lte(200)), 50),
    before: z.optional(z.string().check(z.regex(/^[0-9a-f-]{36}$/, "must be the id of an act"))),
  }),
  async read({ storage, clock }, { month, most, before }): Promise<Seen<AuditListAnswer>> {
    const page = { most, before: before as ActId | undefined };
    const acts = await storage.audit.list(month ?? isoText(clock()).slice(0, 7), page);
    const last = acts.length === most ? acts.at(-1) : undefined;
    return { answer: { outcome: "listed", acts: acts.map(shownAct), ...(last && { next: last.id }) } };
  },
});

export const adminsList = reading({
  what: "Who may do what here, as the settings say",
  least: "owner",
  input: z.strictObject({}),
  read({ settings }): Promise<Seen<AdminsListAnswer>> {
    return Promise.resolve({ answer: { outcome: "listed", admins: settings.desk?.admins ?? [] } });
  },
});

function shownAct({ id, act, by, role, about, ...more }: AuditedAct): ShownAct {
  const { begunAt, doneAt, outcome, said, before, counts } = more;
  return {
    ...{ id, act, by, role, about },
    ...(said !== undefined && { said }),
    ...(before !== undefined && { before }),
    begunAt: isoText(begunAt),
    ...(doneAt !== undefined && { doneAt: isoText(doneAt) }),
    ...(outcome !== undefined && { result: outcome }),
    ...(counts && { counts }),
  };
}
