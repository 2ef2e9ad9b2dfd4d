import type { RecipientKey } from "../domain/recipient.ts";
import { subjectKey } from "../domain/subject.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";
import { endContacts, type EndContactsDependencies } from "./end-contacts.ts";
import type { EndedOfRecipient } from "./end-recipient.ts";
import { goingOn } from "./going-on.ts";
import { type MoveFactorsDependencies, takeOwnFactors } from "./move-factors.ts";

export interface RemoveContactDependencies extends MoveFactorsDependencies {
  readonly storage: EndContactsDependencies["storage"] &
    MoveFactorsDependencies["storage"] &
    Stores<{ customers: "remove" | "readRemoved" }>;
  readonly keys: Pick<Keys, "recipient">;
}

export type RemoveContactOutcome =
  { readonly kind: "removed"; readonly ended: EndedOfRecipient } | { readonly kind: "no-such-contact" };

/**
 * Takes a contact from its customer: first whose it is, then all that it has, and what it has added to the customer's
 * factors. In this order, as a block does it: a verification reads the contact after its own write, so that one of the two
 * sees the other. What breaks off is finished by a repetition, and the contact is out meanwhile.
 * @throws the first fault, once all is done that can be
 */
export async function removeContact(
  deps: RemoveContactDependencies,
  recipientKey: RecipientKey,
  customerId: string,
): Promise<RemoveContactOutcome> {
  const { storage, keys, clock } = deps;
  const isFirst = await storage.customers.remove(recipientKey, customerId, clock());
  const left = await storage.customers.readRemoved(recipientKey);
  if (!isFirst && left?.customerId !== customerId) return { kind: "no-such-contact" };
  const at = left?.factorsOf ?? subjectKey(await keys.recipient(), customerId);
  const on = goingOn();
  await on.step(() => takeOwnFactors(deps, { recipientKey, from: customerId }, at));
  // Read again: a code may have been approved since the first write.
  const ended = await endContacts(deps, [{ recipientKey }], clock(), ["users"]);
  on.tell();
  return { kind: "removed", ended };
}
