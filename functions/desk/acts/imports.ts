import * as z from "zod/mini";
import { ACT_ID_SECONDS, actIdOfPart } from "../../domain/act-id.ts";
import type { AuditedAct, AuditStore } from "../../storage/port/audit.ts";
import { reading, type Seen } from "../act.ts";
import { isoText } from "../shown.ts";
import { LAST_PART, LINES_OF_PART } from "./import.ts";

/** An import that an admin has begun. */
export interface ShownImport {
  readonly import: string;
  /** ISO 8601. */
  readonly begunAt: string;
  /** How many parts of a hundred lines are done. */
  readonly parts: number;
  /** The part to go on with, from 0 on; absent where the last one is done. */
  readonly next?: number;
}

export interface CustomersImportsAnswer {
  readonly outcome: "listed";
  /** The newest first. */
  readonly imports: readonly ShownImport[];
}

/** Of so many acts of a month, the newest ones, it is looked up which are imports. */
const LOOKED_AT = 200;

export const customersImports = reading({
  what: "The imports that the caller has begun within a day, and where each goes on",
  least: "operator",
  customersToo: true,
  input: z.strictObject({}),
  async read({ storage, clock }, _input, admin): Promise<Seen<CustomersImportsAnswer>> {
    // An older one has a name that is taken no more.
    const since = clock() - ACT_ID_SECONDS;
    const parts = (await newest(storage.audit, since, clock())).filter(
      ({ act, by, begunAt }) => act === "customers-import" && by === admin.id && begunAt >= since,
    );
    const imports = [...Map.groupBy(parts, ({ id }) => actIdOfPart(id, 0))].map(([id, some]) =>
      shownImport(id, some),
    );
    return { answer: { outcome: "listed", imports: imports.toSorted(byTime) } };
  },
});

async function newest({ list }: Pick<AuditStore, "list">, since: number, now: number): Promise<AuditedAct[]> {
  const months = new Set([now, since].map((at) => isoText(at).slice(0, 7)));
  const pages = await Promise.all([...months].map((month) => list(month, { most: LOOKED_AT })));
  return pages.flat();
}

function shownImport(id: string, parts: readonly AuditedAct[]): ShownImport {
  const done = new Map(
    parts.filter(({ doneAt }) => doneAt !== undefined).map((act) => [parseInt(act.id.slice(-4), 16), act]),
  );
  let next = 0;
  while (done.has(next)) next += 1;
  const lines = done.get(next - 1)?.counts?.lines ?? LINES_OF_PART;
  const isOver = lines < LINES_OF_PART || next > LAST_PART;
  const begunAt = isoText(Math.min(...parts.map((act) => act.begunAt)));
  return { import: id, begunAt, parts: done.size, ...(!isOver && { next }) };
}

function byTime({ begunAt: one }: ShownImport, { begunAt: other }: ShownImport): number {
  return other.localeCompare(one);
}
