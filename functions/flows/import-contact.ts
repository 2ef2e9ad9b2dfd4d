import { inferAddressKind } from "../domain/address-kind.ts";
import { parseRecipient, recipientKey, subjectOf } from "../domain/recipient.ts";
import { subjectKey } from "../domain/subject.ts";
import type { SubjectFactors } from "../domain/factors.ts";
import { usualCountry } from "../settings.ts";
import type { Customer } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";
import {
  type AddContactDependencies,
  type AddContactOutcome,
  type ContactToAdd,
  tellOthers,
} from "./add-contact.ts";
import {
  type ImportedFacts,
  isBlocked as isCustomerBlocked,
  markedContact,
  registerCustomer,
  type RegisterCustomerOutcome,
} from "./register-customer.ts";

export interface ImportContactDependencies extends AddContactDependencies {
  readonly storage: AddContactDependencies["storage"] &
    Stores<{ customers: "readImported" | "putImported"; persons: "isEmpty" }>;
}

export type ContactToImport = ContactToAdd & { readonly imported: ImportedFacts };

/**
 * Registers one contact of a file of customers, as {@link addContact} does it, but moves none, and tells those of the same
 * import nothing of one another.
 * @param at when it was first tried, in epoch seconds
 * @throws the first fault, once all others are told
 */
export async function importContact(
  deps: ImportContactDependencies,
  contact: ContactToImport,
  at: number,
): Promise<AddContactOutcome> {
  const { customers } = deps.storage;
  const listed = await customers.listContacts(contact.customerId);
  const found = await Promise.all(listed.map((one) => customers.readImported(one.recipientKey)));
  const isBlocked = found.some((one) => one.contact?.status === "blocked");
  const outcome =
    (await registerFresh(deps, contact, { others: listed.length > 0, isBlocked })) ??
    (await registerCustomer(deps, contact));
  if (outcome.kind !== "registered" || listed.length === 0) return outcome;
  const before = listed.filter((_, index) => found[index]?.imported?.in !== contact.imported.in);
  return tellOthers(deps, contact, { outcome, before, at });
}

interface OthersOfImport {
  readonly others: boolean;
  readonly isBlocked: boolean;
}

/**
 * Registers a contact of whom there is nothing: no session to end, no factor to bring along. Most lines of a file are such,
 * and it takes a third of the calls.
 * @returns undefined where there is something, and nothing was written
 */
async function registerFresh(
  { storage, keys, settings, clock }: ImportContactDependencies,
  { recipient: typed, customerId, name, locale, imported }: ContactToImport,
  { others, isBlocked }: OthersOfImport,
): Promise<RegisterCustomerOutcome | undefined> {
  const parsed = parseRecipient(typed, inferAddressKind(typed), usualCountry(settings));
  if (parsed.kind === "invalid") return undefined;
  const { recipient } = parsed;
  const { address } = recipient;
  const secret = await keys.recipient();
  const key = recipientKey(secret, recipient);
  const pseudonym = subjectOf(secret, recipient);
  const [isEmpty, theirs, mine] = await Promise.all([
    storage.persons.isEmpty(key),
    storage.factors.read(subjectKey(secret, customerId), clock()),
    // Who signed in while the stage was open may have enrolled something.
    pseudonym === customerId ? undefined : storage.factors.read(subjectKey(secret, pseudonym), clock()),
  ]);
  if (!isEmpty || mine || !isOwn(theirs, customerId)) return undefined;
  const contact: Customer = {
    ...{ customerId, address },
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    status: imported.blocked || isBlocked ? "blocked" : "active",
  };
  if (!(await storage.customers.putImported(key, markedContact(contact, imported), clock(), "new")))
    return undefined;
  // Asked again: a block that came between has listed the contacts without this one.
  const late = others && contact.status === "active" && (await isCustomerBlocked(storage, customerId, key));
  if (late) await storage.customers.setStatus(key, "blocked", clock());
  return { kind: "registered", address, customerId, status: late ? "blocked" : contact.status };
}

/** Whether what lies under a customer's id is nothing, or its own, and lies there. */
function isOwn(factors: SubjectFactors | undefined, customerId: string): boolean {
  return factors === undefined || (factors.subject === customerId && factors.liesAt === undefined);
}
