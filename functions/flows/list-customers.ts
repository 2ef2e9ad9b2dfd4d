import { inferAddressKind, withPlus } from "../domain/address-kind.ts";
import { parseRecipient, recipientKey } from "../domain/recipient.ts";
import type { Keys } from "../keys/port.ts";
import { type Settings, usualCountry } from "../settings.ts";
import type { ListedContact } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";

export interface ListCustomersDependencies {
  readonly storage: Stores<{ customers: "read" | "find" }>;
  readonly keys: Pick<Keys, "recipient">;
  readonly settings: Settings;
}

/** How many contacts a search by part of a name looks at. */
export const MOST_FILTERED = 10_000;

export interface CustomerSearch {
  /** The beginning of an id, or a whole address or number; all customers where it is empty. */
  readonly text: string;
  /** Part of a name, in whatever case. */
  readonly name?: string | undefined;
  /** How many contacts at most. */
  readonly most: number;
  /** An id: only those behind it, and what of its contacts was not shown. */
  readonly after?: { readonly customerId: string; readonly shown: number } | undefined;
}

export type ListCustomersOutcome =
  | { readonly kind: "open-mode" }
  | {
      readonly kind: "listed";
      readonly contacts: readonly ListedContact[];
      /** Where the next page begins; absent where there is none. */
      readonly next?: { readonly customerId: string; readonly shown: number };
      /** Whether a search by name ended before it had seen all: more letters of the id are needed. */
      readonly tooMany: boolean;
    };

/** Lists contacts of customers, by the beginning of their ids, by a whole address, or by part of a name. */
export async function listCustomers(
  deps: ListCustomersDependencies,
  { text, name, most, after }: CustomerSearch,
): Promise<ListCustomersOutcome> {
  const { storage, settings } = deps;
  if (settings.registration !== "registered") return { kind: "open-mode" };
  const byAddress = await contactAt(deps, text);
  if (byAddress) return { kind: "listed", contacts: [byAddress], tooMany: false };
  const wanted = name?.toLocaleLowerCase();
  const found: ListedContact[] = [];
  let seen = 0;
  let ofId = { customerId: "", shown: 0 };
  for await (const page of storage.customers.find(text, after?.customerId))
    for (const contact of page) {
      const { customerId = "" } = contact;
      ofId = ofId.customerId === customerId ? { ...ofId, shown: ofId.shown + 1 } : { customerId, shown: 1 };
      if (after && isShown(ofId, after)) continue;
      if (wanted !== undefined && seen >= MOST_FILTERED)
        return { kind: "listed", contacts: found, tooMany: true };
      seen += 1;
      if (wanted !== undefined && !contact.name?.toLocaleLowerCase().includes(wanted)) continue;
      found.push(contact);
      if (found.length === most)
        return { kind: "listed", contacts: found, next: { ...ofId }, tooMany: false };
    }
  return { kind: "listed", contacts: found, tooMany: false };
}

/** By the bytes of the ids, as the index sorts them. */
function isShown(
  at: { readonly customerId: string; readonly shown: number },
  after: { readonly customerId: string; readonly shown: number },
): boolean {
  const order = Buffer.compare(Buffer.from(at.customerId), Buffer.from(after.customerId));
  return order < 0 || (order === 0 && at.shown <= after.shown);
}

async function contactAt(
  { storage, keys, settings }: ListCustomersDependencies,
  text: string,
): Promise<ListedContact | undefined> {
  for (const typed of [text, withPlus(text)]) {
    if (typed === undefined) continue;
    const parsed = parseRecipient(typed, inferAddressKind(typed), usualCountry(settings));
    if (parsed.kind === "invalid") continue;
    const key = recipientKey(await keys.recipient(), parsed.recipient);
    const contact = await storage.customers.read(key);
    if (contact) return { ...contact, address: parsed.recipient.address, recipientKey: key };
  }
  return undefined;
}
