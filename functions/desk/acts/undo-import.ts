import * as z from "zod/mini";
import { actIdOfPart } from "../../domain/act-id.ts";
import type { ActId, AuditedAct } from "../../storage/port/audit.ts";
import { acting, type Aimed } from "../act.ts";
import { guardOf } from "../import/guard.ts";
import { contactsOf, type KeptReason, planUndo, runUndo, type UndoneContact } from "../import/undo.ts";
import type { DeskServices } from "../services.ts";
import { importId, LAST_PART } from "./import.ts";

/** A contact that an undo leaves. */
export interface KeptLine {
  /** Where it stands in the file that was imported. */
  readonly line: number;
  readonly reason: KeptReason;
}

export type CustomersImportUndoAnswer =
  | {
      readonly outcome: "undone";
      /** `removed`, and `kept`: contacts of this part of the import. */
      readonly counts: Readonly<Record<"removed" | "kept", number>>;
      readonly kept: readonly KeptLine[];
      /** The part to go on with; absent where this was the last one. */
      readonly next?: number;
    }
  /** There is no such import, or it is of another admin: an owner undoes all. */
  | { readonly outcome: "no-such-import" | "of-another-admin" };

const allowed = { least: "operator", customersToo: true } as const;

export const customersImportUndo = acting({
  what: "Takes back what an import has registered, but for what was changed since",
  ...allowed,
  input: z.strictObject({
    import: importId,
    part: z._default(z.int().check(z.gte(0), z.lte(LAST_PART)), 0),
  }),
  async aim(
    services,
    { import: id, part },
    admin,
  ): Promise<Aimed<CustomersImportUndoAnswer> | CustomersImportUndoAnswer> {
    const [first, second] = await partsFrom(services, id, part);
    if (!first) return { outcome: "no-such-import" };
    if (first.act.by !== admin.id && admin.role !== "owner") return { outcome: "of-another-admin" };
    const of = actIdOfPart(id, 0);
    const guard = await guardOf(services, admin, allowed);
    const planned = await planUndo(services, of, guard, contactsOf(first.act.about));
    return {
      kind: "aimed",
      persons: [],
      about: [`import ${of}`, ...planned.map(({ line, key }) => `${line} ${key}`)],
      before: `part ${first.part}`,
      run: async (): Promise<CustomersImportUndoAnswer> => ({
        ...told(await runUndo(services, planned)),
        ...(second && { next: second.part }),
      }),
    };
  },
  async again(services, { import: id, part }) {
    const [, second] = await partsFrom(services, id, part);
    return second ? { next: second.part } : {};
  },
});

function told(contacts: readonly UndoneContact[]) {
  const kept = contacts.flatMap(({ line, reason }) => (reason === undefined ? [] : [{ line, reason }]));
  const counts = { removed: contacts.length - kept.length, kept: kept.length };
  return { outcome: "undone", counts, kept } as const;
}

interface Part {
  readonly part: number;
  readonly act: AuditedAct;
}

/** The parts that were begun, from one on: an import that broke off has fewer than its file. */
async function partsFrom({ storage }: DeskServices, id: string, part: number): Promise<readonly Part[]> {
  const parts = Array.from({ length: LAST_PART + 1 - part }, (_, index) => part + index);
  const acts = await Promise.all(parts.map((one) => storage.audit.read(actIdOfPart(id, one) as ActId)));
  return parts.flatMap((one, index) => {
    const act = acts[index];
    return act?.act === "customers-import" ? [{ part: one, act }] : [];
  });
}
