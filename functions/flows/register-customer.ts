import { inferAddressKind } from "../domain/address-kind.ts";
import { importDigest } from "../domain/import-mark.ts";
import { parseRecipient, type RecipientKey, recipientKey, subjectOf } from "../domain/recipient.ts";
import type { Keys } from "../keys/port.ts";
import { type Settings, usualCountry } from "../settings.ts";
import { endMove, type EndMoveDependencies } from "./end-move.ts";
import { type FactorsRefusal, moveFactors } from "./move-factors.ts";
import type { Customer, CustomerStatus, ImportedContact } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";

export interface RegisterCustomerDependencies extends EndMoveDependencies {
  readonly storage: EndMoveDependencies["storage"] &
    Stores<{ customers: "read" | "put" | "putImported" | "listContacts" | "setStatus" }>;
  readonly keys: Pick<Keys, "recipient">;
  readonly settings: Settings;
}

export interface NewContact {
  /** The address or number, as a person writes it. */
  readonly recipient: string;
  /** @default the id that the contact has, or else its pseudonym, which is the `sub` of an open service too */
  readonly customerId?: string | undefined;
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
  /**
   * Whether the contact may go to the customer without the factors that it has where it is. Where it is the only one that
   * has them, they come along all the same, unless the customer has some of its own. @default false
   */
  readonly leavesFactors?: boolean | undefined;
  /** Where it comes from a file: then it must be nobody's, or this customer's, and may say more. */
  readonly imported?: ImportedFacts | undefined;
}

export interface ImportedFacts {
  /** The id of the import. */
  readonly in: string;
  readonly note?: string | undefined;
  /** Whether it is to be blocked from the first. */
  readonly blocked: boolean;
}

export type RegisterCustomerOutcome =
  | {
      readonly kind: "registered";
      readonly address: string;
      readonly customerId: string;
      readonly status: CustomerStatus;
    }
  | FactorsRefusal
  /** An import found it to be another customer's. */
  | { readonly kind: "of-another" }
  | { readonly kind: "invalid"; readonly path: string; readonly message: string };

/**
 * Writes a contact of a customer. A contact that is there keeps its status, and a new one of a customer who is blocked is
 * blocked too: else a second address would let them in again. What a contact had as another customer's ends, but for its
 * factors, which come along or keep it where it is. A call that breaks off is resumed by the next one for the contact.
 */
export async function registerCustomer(
  deps: RegisterCustomerDependencies,
  { recipient: typed, name, locale, ...given }: NewContact,
): Promise<RegisterCustomerOutcome> {
  const { storage, keys, settings, clock } = deps;
  const parsed = parseRecipient(typed, inferAddressKind(typed), usualCountry(settings));
  if (parsed.kind === "invalid") return { kind: "invalid", path: "recipient", message: parsed.message };
  const { recipient } = parsed;
  const { address } = recipient;
  const secret = await keys.recipient();
  const key = recipientKey(secret, recipient);
  const left = await storage.customers.read(key);
  // An earlier call broke off: else what it has left would be of an id that the contact has no more.
  const resumed = left?.moving && (await endMove(deps, secret, key, left, given.leavesFactors));
  if (resumed && resumed.kind !== "moved") return resumed;
  const known = resumed ? await storage.customers.read(key) : left;
  const pseudonym = subjectOf(secret, recipient);
  const customerId = given.customerId ?? known?.customerId ?? pseudonym;
  const factorsOf = known?.factorsOf;
  const from = known?.customerId ?? pseudonym;
  const leaves = given.leavesFactors === true;
  if (given.imported && known && known.customerId !== customerId) return { kind: "of-another" };
  const moved = await moveFactors(deps, secret, {
    ...{ recipientKey: key, from, to: customerId },
    ...{ factorsOf, leaves },
  });
  if (moved.kind !== "moved") return moved;
  const isMove = from !== customerId;
  const contact: Customer = {
    ...{ customerId, address },
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    ...(moved.factorsOf !== undefined && { factorsOf: moved.factorsOf }),
    // With the id, in one write: whatever breaks off from here on is resumed.
    ...(isMove && { moving: { from, leaves, ...(factorsOf !== undefined && { factorsOf }) } }),
    status: given.imported?.blocked || (await isBlocked(storage, customerId, key)) ? "blocked" : "active",
  };
  if (!(await write(deps, key, contact, given.imported))) return { kind: "of-another" };
  const ended = isMove ? await endMove(deps, secret, key, contact) : moved;
  if (ended.kind !== "moved") return ended;
  // Asked again: a block that came between has listed the contacts without this one.
  if (await isBlocked(storage, customerId, key)) await storage.customers.setStatus(key, "blocked", clock());
  const status = (await storage.customers.read(key))?.status ?? "blocked";
  return { kind: "registered", address, customerId, status };
}

/** What an import writes of a contact, with its mark. */
export function markedContact(contact: Customer, { in: within, note }: ImportedFacts): ImportedContact {
  const mark = { in: within, as: importDigest({ ...contact, note }) };
  return { ...contact, ...(note !== undefined && { note }), imported: mark };
}

/** @returns false where an import found it to be another customer's by now */
async function write(
  { storage: { customers }, clock }: RegisterCustomerDependencies,
  key: RecipientKey,
  contact: Customer,
  imported: ImportedFacts | undefined,
): Promise<boolean> {
  if (imported) return customers.putImported(key, markedContact(contact, imported), clock());
  await customers.put(key, contact, clock());
  return true;
}

/** Whether another contact of the customer is. The index says which there are, the table what they are by now. */
export async function isBlocked(
  { customers }: Pick<RegisterCustomerDependencies["storage"], "customers">,
  customerId: string,
  besides: RecipientKey,
): Promise<boolean> {
  const others = (await customers.listContacts(customerId)).filter(
    ({ recipientKey }) => recipientKey !== besides,
  );
  const read = await Promise.all(others.map(({ recipientKey }) => customers.read(recipientKey)));
  return read.some((contact) => contact?.status === "blocked");
}
