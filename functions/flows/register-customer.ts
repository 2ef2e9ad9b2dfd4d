import { inferAddressKind } from "../domain/address-kind.ts";
import type { Clock } from "../domain/ambient.ts";
import { parseRecipient, type RecipientKey, recipientKey, subjectOf } from "../domain/recipient.ts";
import type { Keys } from "../keys/port.ts";
import { type Settings, usualCountry } from "../settings.ts";
import { endRecipient, type EndRecipientStorage } from "./end-recipient.ts";
import type { CustomerStatus } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";

export interface RegisterCustomerDependencies {
  readonly storage: EndRecipientStorage &
    Stores<{ customers: "read" | "put" | "listContacts" | "setStatus" }>;
  readonly keys: Pick<Keys, "recipient">;
  readonly settings: Settings;
  readonly clock: Clock;
}

export interface NewContact {
  /** The address or number, as a person writes it. */
  readonly recipient: string;
  /** @default the id that the contact has, or else its pseudonym, which is the `sub` of an open service too */
  readonly customerId?: string | undefined;
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
}

export type RegisterCustomerOutcome =
  | {
      readonly kind: "registered";
      readonly address: string;
      readonly customerId: string;
      readonly status: CustomerStatus;
    }
  | { readonly kind: "invalid"; readonly path: string; readonly message: string };

/**
 * Writes a contact of a customer. A contact that is there keeps its status, and a new one of a customer who is blocked is
 * blocked too: else a second address would let them in again. What a contact had as another customer's ends.
 */
export async function registerCustomer(
  { storage, keys, settings, clock }: RegisterCustomerDependencies,
  { recipient: typed, name, locale, ...given }: NewContact,
): Promise<RegisterCustomerOutcome> {
  const parsed = parseRecipient(typed, inferAddressKind(typed), usualCountry(settings));
  if (parsed.kind === "invalid") return { kind: "invalid", path: "recipient", message: parsed.message };
  const { recipient } = parsed;
  const { address } = recipient;
  const secret = await keys.recipient();
  const key = recipientKey(secret, recipient);
  const known = await storage.customers.read(key);
  const customerId = given.customerId ?? known?.customerId ?? subjectOf(secret, recipient);
  const facts = {
    customerId,
    address,
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
  };

  const blocked = await isBlocked(storage, customerId, key);
  await storage.customers.put(key, { ...facts, status: blocked ? "blocked" : "active" }, clock());
  // The sessions are another customer's: after the write, as those of a block.
  if (known?.customerId !== undefined && known.customerId !== customerId)
    await endRecipient(storage, key, clock());
  // Asked again: a block that came between has listed the contacts without this one.
  if (await isBlocked(storage, customerId, key)) await storage.customers.setStatus(key, "blocked", clock());
  const status = (await storage.customers.read(key))?.status ?? "blocked";
  return { kind: "registered", address, customerId, status };
}

/** Whether another contact of the customer is. The index says which there are, the table what they are by now. */
async function isBlocked(
  { customers }: RegisterCustomerDependencies["storage"],
  customerId: string,
  besides: RecipientKey,
): Promise<boolean> {
  const others = (await customers.listContacts(customerId)).filter(
    ({ recipientKey }) => recipientKey !== besides,
  );
  const read = await Promise.all(others.map(({ recipientKey }) => customers.read(recipientKey)));
  return read.some((contact) => contact?.status === "blocked");
}
