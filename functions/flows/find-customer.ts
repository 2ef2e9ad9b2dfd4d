import { inferAddressKind } from "../domain/address-kind.ts";
import { parseRecipient, recipientKey } from "../domain/recipient.ts";
import type { Keys } from "../keys/port.ts";
import { type Settings, usualCountry } from "../settings.ts";
import type { Contact } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";

export interface FindCustomerDependencies {
  readonly storage: Stores<{ customers: "read" | "listContacts" }>;
  readonly keys: Pick<Keys, "recipient">;
  readonly settings: Settings;
}

/** What an operator may say of a customer; without a word, either is looked for. */
export const CUSTOMER_NAMINGS = ["address", "id"] as const;
export type CustomerNaming = (typeof CUSTOMER_NAMINGS)[number];

export interface CustomerQuery {
  /** An address or number of the customer, or the owner's id. */
  readonly customer: string;
  readonly as?: CustomerNaming | undefined;
}

export interface FoundCustomer {
  readonly kind: "found";
  /** Absent where an earlier release, or the owner's own hand, wrote the item without one: then it has one contact. */
  readonly customerId?: string;
  readonly contacts: readonly Contact[];
}

export type FindCustomerOutcome =
  | FoundCustomer
  /** The stage is in open mode: it reads no customers, and so keeps none out. */
  | { readonly kind: "open-mode" }
  | { readonly kind: "not-found" }
  /** It is the address of one customer, and the id of another. */
  | { readonly kind: "ambiguous" };

/** Finds all contacts of a customer, by the owner's id or by any of them. */
export async function findCustomer(
  deps: FindCustomerDependencies,
  { customer, as }: CustomerQuery,
): Promise<FindCustomerOutcome> {
  const { storage, settings } = deps;
  if (settings.registration !== "registered") return { kind: "open-mode" };
  const [contact, named] = await Promise.all([
    as === "id" ? undefined : contactAt(deps, customer),
    as === "address" || customer === "" ? [] : storage.customers.listContacts(customer),
  ]);
  if (!contact) {
    return named.length === 0
      ? { kind: "not-found" }
      : { kind: "found", customerId: customer, contacts: named };
  }
  const { customerId } = contact;
  if (named.length > 0 && customerId !== customer) return { kind: "ambiguous" };
  if (customerId === undefined) return { kind: "found", contacts: [contact] };
  return { kind: "found", customerId, contacts: await contactsBeside(storage, customerId, contact) };
}

async function contactAt(
  { storage, keys, settings }: FindCustomerDependencies,
  text: string,
): Promise<Contact | undefined> {
  const parsed = parseRecipient(text, inferAddressKind(text), usualCountry(settings));
  if (parsed.kind === "invalid") return undefined;
  const key = recipientKey(await keys.recipient(), parsed.recipient);
  const customer = await storage.customers.read(key);
  return customer && { ...customer, address: parsed.recipient.address, recipientKey: key };
}

/** The index may not know yet of a contact that the table has. */
async function contactsBeside(
  { customers }: FindCustomerDependencies["storage"],
  customerId: string,
  contact: Contact,
): Promise<readonly Contact[]> {
  const others = await customers.listContacts(customerId);
  return [contact, ...others.filter(({ recipientKey: key }) => key !== contact.recipientKey)];
}
