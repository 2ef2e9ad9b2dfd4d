import type { RecipientKey } from "../domain/recipient.ts";
import type { Stores } from "../storage/port.ts";
import { endContacts, type EndContactsDependencies } from "./end-contacts.ts";
import type { EndedOfRecipient } from "./end-recipient.ts";

export interface RemoveContactDependencies {
  readonly storage: EndContactsDependencies["storage"] & Stores<{ customers: "remove" | "readRemoved" }>;
  readonly clock: () => number;
}

export type RemoveContactOutcome =
  { readonly kind: "removed"; readonly ended: EndedOfRecipient } | { readonly kind: "no-such-contact" };

/**
 * Takes a contact from its customer: first whose it is, then all that it has. In this order, as a block does it: a
 * verification reads the contact after its own write, so that one of the two sees the other. What breaks off is finished by a
 * repetition, and the contact is out meanwhile.
 * @throws the first fault, once all is done that can be
 */
export async function removeContact(
  deps: RemoveContactDependencies,
  recipientKey: RecipientKey,
  customerId: string,
): Promise<RemoveContactOutcome> {
  const { storage, clock } = deps;
  const removed =
    (await storage.customers.remove(recipientKey, customerId, clock())) ||
    (await storage.customers.readRemoved(recipientKey))?.customerId === customerId;
  if (!removed) return { kind: "no-such-contact" };
  // Read again: a code may have been approved since the first write.
  return { kind: "removed", ended: await endContacts(deps, [{ recipientKey }], clock()) };
}
