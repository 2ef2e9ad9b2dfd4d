import type { Challenge } from "../domain/challenge.ts";
import type { Settings } from "../settings.ts";
import type { Customer } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";

/**
 * Whether a contact, as it was read, is an active one of a subject.
 * @param ownSubject the subject of the contact's own address, for which an item without an id stands; only the recipient's
 * key tells it, and who does not have that believes such an item
 */
export function isActiveContact(
  contact: Customer | undefined,
  subject: string,
  ownSubject: string = subject,
): boolean {
  return contact?.status === "active" && (contact.customerId ?? ownSubject) === subject;
}

export interface EndUnlessActiveDependencies {
  readonly storage: Stores<{ customers: "read"; challenges: "end" }>;
  readonly settings: Pick<Settings, "registration">;
}

/**
 * Ends a challenge that was approved a moment ago, unless its recipient is still an active contact of its subject. It is
 * read after the approval: a block writes the status before it looks for sessions, so that one of the two sees the other.
 * An open service knows no customers, and reads nothing.
 * @param ownSubject the subject of the contact's own address, where the caller has the secret that tells it: an item
 * without an id stands for that one. Without it such an item is believed for as long as a code lives; a passkey lives longer
 * @returns whether the approval holds
 */
export async function endUnlessActive(
  { storage, settings }: EndUnlessActiveDependencies,
  approved: Challenge,
  now: number,
  ownSubject: string = approved.subject,
): Promise<boolean> {
  if (settings.registration !== "registered") return true;
  const contact = await storage.customers.read(approved.recipientKey);
  if (isActiveContact(contact, approved.subject, ownSubject)) return true;
  await storage.challenges.end(approved, now, "everywhere");
  return false;
}
