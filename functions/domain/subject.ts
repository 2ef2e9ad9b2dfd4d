import type { RecipientKey } from "./recipient.ts";
import { mac } from "./sealed.ts";

/** The pseudonym that names a subject's partition of the table: another one than the subject's own, which tokens tell. */
export type SubjectKey = string & { readonly brand: "SubjectKey" };

/**
 * Names the partition of a subject.
 * @param secret the recipient secret, which never rotates
 * @param subject `sub` of its tokens: a recipient's pseudonym, or the owner's id of a customer
 */
export function subjectKey(secret: Uint8Array, subject: string): SubjectKey {
  return mac(secret, "factors|", subject).subarray(0, 16).toString("base64url") as SubjectKey;
}

/**
 * Names the partition of an admin's factors for the desk: one of its own by the address's key, apart from those of the
 * customer who may have the same address, which a household shares.
 * @param secret the recipient secret
 */
export function deskSubject(secret: Uint8Array, key: RecipientKey): SubjectKey {
  return mac(secret, "desk-factors|", key).subarray(0, 16).toString("base64url") as SubjectKey;
}
