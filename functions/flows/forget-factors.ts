import { type SubjectKey, subjectKey } from "../domain/subject.ts";
import type { Stores } from "../storage/port.ts";

/**
 * Deletes what a subject has enrolled, with the subject: for who deletes a customer, once no contact of it signs in any
 * more. It is no way to help a user who goes on: their next sign-in would take a code alone, and no contact is told.
 * @param secret the recipient secret
 * @param factorsOf where a contact says that the factors lie, if not under the subject
 */
export async function forgetFactors(
  { storage }: { readonly storage: Stores<{ factors: "forget" }> },
  secret: Uint8Array,
  { subject, factorsOf }: { readonly subject: string; readonly factorsOf?: SubjectKey | undefined },
): Promise<void> {
  const own = subjectKey(secret, subject);
  for (const at of new Set([factorsOf ?? own, own])) await storage.factors.forget(at, subject);
}
