import { Fault } from "../../domain/errors.ts";
import { atOnce } from "../../flows/at-once.ts";
import { importContact } from "../../flows/import-contact.ts";
import { removeContact } from "../../flows/remove-contact.ts";
import { noticing } from "../noticing.ts";
import type { DeskServices } from "../services.ts";
import { isLeft, left, type PlannedContact, type PlannedLine } from "./plan.ts";
import type { ImportReport, LeftLine } from "./report.ts";

/** As many customers are registered at the same time. */
const AT_ONCE = 10;

export interface RunInput {
  readonly importId: string;
  /** When the part was first begun, in epoch seconds. */
  readonly begunAt: number;
}

export type RunLines = Pick<ImportReport, "counts" | "left">;

/** Counts what lines do, or would do. */
export function countLines(lines: readonly (PlannedLine | LeftLine)[], told = 0): ImportReport["counts"] {
  const kinds = lines.map(kindOf);
  const count = (kind: string) => kinds.filter((one) => one === kind).length;
  return {
    lines: lines.length,
    registered: count("registered"),
    changed: count("changed"),
    unchanged: count("unchanged"),
    left: count("left"),
    told,
  };
}

function kindOf(line: PlannedLine | LeftLine): "registered" | "changed" | "unchanged" | "left" {
  if (isLeft(line)) return "left";
  const does = line.contacts.map((contact) => contact.does);
  if (does.includes("registers") || does.includes("done")) return "registered";
  return does.includes("changes") ? "changed" : "unchanged";
}

/**
 * Does what was planned, line by line. What fails of one keeps no other back; a repetition under the same id meets only what is
 * left.
 * @throws the first fault that another try may mend, once all is done that can be
 */
export async function runLines(
  services: DeskServices,
  lines: readonly (PlannedLine | LeftLine)[],
  input: RunInput,
): Promise<RunLines> {
  const done = new Map<PlannedLine | LeftLine, PlannedLine | LeftLine>();
  let told = 0;
  // The contacts of one customer after one another: the second one is told of no first one that is not there.
  const { thrown, failed } = await atOnce([...byCustomer(lines)], AT_ONCE, async (group) => {
    for (const line of group) {
      const outcome = await runLine(services, line, input);
      told += outcome.told;
      done.set(line, outcome.line);
    }
  });
  if (failed.length > 0)
    throw thrown.find((one) => !(one instanceof Fault && one.code === "damaged-item")) ?? thrown[0];
  const settled = lines.map((one) => done.get(one) ?? one);
  return { counts: countLines(settled, told), left: settled.filter(isLeft) };
}

function byCustomer(lines: readonly (PlannedLine | LeftLine)[]): IterableIterator<PlannedLine[]> {
  const groups = new Map<string, PlannedLine[]>();
  for (const line of lines)
    if (!isLeft(line)) {
      const name = line.contacts[0]?.customerId ?? `line ${line.line.line}`;
      groups.set(name, [...(groups.get(name) ?? []), line]);
    }
  return groups.values();
}

interface RunLine {
  readonly line: PlannedLine | LeftLine;
  readonly told: number;
}

async function runLine(services: DeskServices, planned: PlannedLine, input: RunInput): Promise<RunLine> {
  const { line, contacts } = planned;
  let told = 0;
  const registered: PlannedContact[] = [];
  for (const contact of contacts) {
    const refused = await runContact(services, planned, contact, input).catch((error: unknown) => {
      if (error instanceof Fault && error.code === "damaged-item")
        return left(line, "damaged", "An item that belongs to it is damaged.", contact.column);
      throw error;
    });
    if (typeof refused === "number") {
      told += refused;
      if (contact.does === "registers") registered.push(contact);
      continue;
    }
    // A line is whole or not at all.
    for (const { key, customerId } of registered)
      if (customerId !== undefined) await removeContact(services, key, customerId);
    return { line: refused, told };
  }
  return { line: planned, told };
}

/** @returns how many contacts are told, or why the line is left out */
async function runContact(
  services: DeskServices,
  { line }: PlannedLine,
  { does, customerId, changes, key, recipient, column }: PlannedContact,
  { importId, begunAt }: RunInput,
): Promise<number | LeftLine> {
  if (does === "nothing" || does === "done") return 0;
  if (does === "changes")
    return (await services.storage.customers.describe(key, customerId, changes))
      ? 0
      : left(line, "changed-meanwhile", "It was changed at the same moment.", column);
  if (customerId === undefined) return 0;
  const { name, locale, note, blocked = false } = line;
  const imported = { in: importId, note, blocked };
  const contact = { recipient: recipient.address, customerId, name, locale, imported };
  const outcome = await importContact(noticing(services), contact, begunAt);
  switch (outcome.kind) {
    case "registered":
      return outcome.told ?? 0;
    case "of-another":
      return left(line, "changed-meanwhile", "It was given to another customer at the same moment.", column);
    case "invalid":
      return left(line, "unreadable", outcome.message, column);
    default:
      return left(line, "factors", FACTORS[outcome.kind], column);
  }
}

const FACTORS = {
  "factors-conflict":
    "It has enrolled something, and so has the customer. To bring it together: contacts add.",
  "factors-shared": "Others have enrolled the same. To part them: contacts add.",
  "factors-of-another": "Under the customer's id lies what another customer has enrolled.",
} as const;
