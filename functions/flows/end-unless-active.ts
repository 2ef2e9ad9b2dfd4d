import type { Challenge } from "../domain/challenge.ts";
import type { Settings } from "../settings.ts";
import type { Customer } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";

/** Whether a contact, as it was read, is an active one of a subject. */
export function isActiveContact(contact: Customer | undefined, subject: string): boolean {
  // An item without an id stands for its own address alone, whose pseudonym only the recipient's key could tell.
  return contact?.status === "active" && (contact.customerId ?? subject) === subject;
}

export interface EndUnlessActiveDependencies {
  readonly storage: Stores<{ customers: "read"; challenges: "end" }>;
  readonly settings: Pick<Settings, "registration">;
}

/**
 * Ends a challenge that was approved a moment ago, unless its recipient is still an active contact of its subject. It is
 * read after the approval: a block writes the status before it looks for sessions, so that one of the two sees the other.
 * An open service knows no customers, and reads nothing.
 * @returns whether the approval holds
 */
export async function endUnlessActive(
  { storage, settings }: EndUnlessActiveDependencies,
  approved: Challenge,
  now: number,
): Promise<boolean> {
  if (settings.registration !== "registered") return true;
  if (isActiveContact(await storage.customers.read(approved.recipientKey), approved.subject)) return true;
  await storage.challenges.end(approved, now, "everywhere");
  return false;
}
