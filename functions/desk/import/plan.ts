import { importDigest } from "../../domain/import-mark.ts";
import { subjectOf } from "../../domain/recipient.ts";
import type { ContactFacts, ImportedContact } from "../../storage/port/customers.ts";
import { Fault } from "../../domain/errors.ts";
import { usualCountry } from "../../settings.ts";
import type { Allowed } from "../act.ts";
import type { Admin } from "../admins.ts";
import type { DeskServices } from "../services.ts";
import { type Guard, GUARDED, guardOf } from "./guard.ts";
import { earlierLines, type ReadAddress, readAddresses, type ReadLine } from "./read-addresses.ts";
import type { FileLine } from "./read-file.ts";
import type { AssumedCountry, LeftLine, LeftReason } from "./report.ts";

/** What is to be done with one contact of a line. */
export interface PlannedContact extends ReadAddress {
  readonly customerId: string | undefined;
  /** `done`: this import has registered it, and it was changed since. */
  readonly does: "registers" | "changes" | "nothing" | "done";
  readonly changes: ContactFacts;
}

export interface PlannedLine {
  readonly line: FileLine;
  readonly contacts: readonly PlannedContact[];
}

export interface ImportPlan {
  readonly lines: readonly (PlannedLine | LeftLine)[];
  readonly assumed: readonly AssumedCountry[];
}

export interface ImportPlanInput {
  readonly admin: Admin;
  readonly allowed: Allowed;
  /** The id of the import, whose own contacts are known by it. */
  readonly importId: string | undefined;
  /** All lines of the file, and those that are to be planned. */
  readonly all: readonly (FileLine | LeftLine)[];
  readonly some: readonly (FileLine | LeftLine)[];
}

/** As many lines are looked up at the same time. */
const AT_ONCE = 25;

/** Looks up what each line would do, and writes nothing. */
export async function planLines(services: DeskServices, input: ImportPlanInput): Promise<ImportPlan> {
  const { settings, keys } = services;
  const reading = { secret: await keys.recipient(), country: usualCountry(settings) };
  const read = input.some.map((line) => (isLeft(line) ? line : readAddresses(line, reading)));
  const fit = read.filter(isFit);
  const twice = earlierLines(input.all.filter(isFit), fit, reading);
  const guard = await guardOf(services, input.admin, input.allowed);
  const planner: Planner = { services, input, guard, secret: reading.secret };
  const lines: (PlannedLine | LeftLine)[] = [];
  for (let first = 0; first < read.length; first += AT_ONCE)
    lines.push(
      ...(await Promise.all(
        read.slice(first, first + AT_ONCE).map(async (one) => {
          if (isLeft(one)) return one;
          const earlier = twice.get(one);
          return earlier === undefined
            ? planLine(planner, one)
            : left(one.line, "twice", `The address stands in line ${earlier} already.`);
        }),
      )),
    );
  return { lines, assumed: fit.flatMap(({ assumed }) => assumed) };
}

interface Planner {
  readonly services: DeskServices;
  readonly input: ImportPlanInput;
  readonly guard: Guard;
  readonly secret: Uint8Array;
}

async function planLine(planner: Planner, { line, addresses }: ReadLine): Promise<PlannedLine | LeftLine> {
  const contacts: PlannedContact[] = [];
  for (const address of addresses) {
    const planned = await planContact(planner, line, address);
    if (isLeft(planned)) return planned;
    contacts.push(planned);
  }
  const isNew = contacts.every(({ does }) => does === "registers");
  if (isNew && line.customerId !== undefined && (await isIdToGive(planner, line.customerId)))
    return left(
      line,
      "new-id",
      "There is no such customer, and to give ids is an owner's to do.",
      "customerId",
    );
  return { line, contacts };
}

async function planContact(
  { services, input, guard, secret }: Planner,
  line: FileLine,
  address: ReadAddress,
): Promise<PlannedContact | LeftLine> {
  const { column, key, recipient } = address;
  const found = await services.storage.customers.readImported(key).catch(damagedOnly);
  if (!found) return left(line, "damaged", "Its item in the table is damaged.", column);
  const { contact } = found;
  const forbidden = guard(key, [line.customerId, contact?.customerId]);
  if (forbidden) return left(line, forbidden, GUARDED[forbidden], column);
  if (!contact) {
    const customerId = line.customerId ?? subjectOf(secret, recipient);
    return { ...address, customerId, does: "registers", changes: {} };
  }
  const { customerId, imported } = contact;
  const isOwn = imported !== undefined && imported.in === input.importId;
  if (line.customerId !== undefined && customerId !== line.customerId)
    return customerId === undefined
      ? left(line, "of-another", "It is a customer's without an id. To give one: contacts add.", column)
      : left(line, "of-another", "It is another customer's. To move it: contacts add.", column);
  if (isOwn) {
    const does = imported.as === importDigest(contact) ? "registers" : "done";
    return { ...address, customerId, does, changes: {} };
  }
  if (line.blocked !== undefined && line.blocked !== (contact.status === "blocked"))
    return left(
      line,
      "status-differs",
      `It is ${contact.status} here, and stays so: block and unblock change it.`,
      "status",
    );
  const changes = changesOf(line, contact);
  return { ...address, customerId, does: Object.keys(changes).length === 0 ? "nothing" : "changes", changes };
}

/** What the file says otherwise; an empty cell says nothing. */
function changesOf(line: FileLine, contact: ImportedContact): ContactFacts {
  const names = ["name", "locale", "note"] as const;
  const other = names.filter((name) => line[name] !== undefined && line[name] !== contact[name]);
  return Object.fromEntries(other.map((name) => [name, line[name]]));
}

/** Operators do all with customers but their ids. */
async function isIdToGive({ services, input }: Planner, customerId: string): Promise<boolean> {
  if (input.admin.role !== "operator") return false;
  return (await services.storage.customers.listContacts(customerId)).length === 0;
}

function damagedOnly(error: unknown): undefined {
  if (error instanceof Fault && error.code === "damaged-item") return undefined;
  throw error;
}

export function left(
  line: FileLine,
  reason: LeftReason,
  message: string,
  column?: LeftLine["column"],
): LeftLine {
  return { line: line.line, reason, message, ...(column !== undefined && { column }) };
}

export function isLeft(one: object): one is LeftLine {
  return "reason" in one;
}

function isFit<Fit extends object>(one: Fit | LeftLine): one is Fit {
  return !isLeft(one);
}
