import { inferAddressKind } from "../domain/address-kind.ts";
import { Fault } from "../domain/errors.ts";
import { placeOf, type SubjectFactors } from "../domain/factors.ts";
import { parseRecipient, recipientKey, subjectOf } from "../domain/recipient.ts";
import { type SubjectKey, subjectKey } from "../domain/subject.ts";
import {
  type CustomerQuery,
  findCustomer,
  type FindCustomerDependencies,
  type FoundCustomer,
} from "./find-customer.ts";
import { usualCountry } from "../settings.ts";
import type { Contact } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";

export interface FindSubjectDependencies extends FindCustomerDependencies {
  readonly storage: FindCustomerDependencies["storage"] & Stores<{ factors: "read" }>;
  readonly clock: () => number;
}

/** Whose factors an admin asks about. */
export interface FoundSubject {
  readonly kind: "found";
  /** Where the factors lie. */
  readonly at: SubjectKey;
  readonly factors: SubjectFactors | undefined;
  /** Who is told; in an open service the address alone. */
  readonly contacts: readonly Contact[];
}

export type FindSubjectOutcome =
  | FoundSubject
  | {
      readonly kind:
        | "not-found"
        | "ambiguous"
        /** What a contact or an item names as the user's factors is gone, or cannot be read: the user signs in nowhere. */
        | "factors-gone";
    };

/** Finds what a user has enrolled: a customer by any contact or by the id, or in an open service an address. */
export async function findSubject(
  deps: FindSubjectDependencies,
  query: CustomerQuery,
): Promise<FindSubjectOutcome> {
  const secret = await deps.keys.recipient();
  const open = deps.settings.registration !== "registered";
  const found = open ? await addressOf(deps, query.customer) : await findCustomer(deps, query);
  if (found.kind === "open-mode") return { kind: "not-found" };
  if (found.kind !== "found") return found;
  const { contacts } = found;
  const subject = found.customerId ?? pseudonymOf(secret, contacts[0]);
  if (subject === undefined) return { kind: "not-found" };
  const named = contacts.find((one) => one.factorsOf !== undefined)?.factorsOf;
  const at = named ?? subjectKey(secret, subject);
  const factors = await deps.storage.factors.read(at, deps.clock()).catch(unlessDamaged);
  if (factors === DAMAGED || (named !== undefined && !factors)) return { kind: "factors-gone" };
  return { kind: "found", at: placeOf(at, factors), factors, contacts };
}

const DAMAGED = "damaged";

/** Requests are refused there; an admin is told in words. */
function unlessDamaged(error: unknown): typeof DAMAGED {
  if (error instanceof Fault && error.code === "damaged-item") return DAMAGED;
  throw error;
}

async function addressOf(
  { keys, settings }: FindSubjectDependencies,
  text: string,
): Promise<FoundCustomer | { readonly kind: "not-found" }> {
  const parsed = parseRecipient(text, inferAddressKind(text), usualCountry(settings));
  if (parsed.kind === "invalid") return { kind: "not-found" };
  const { recipient } = parsed;
  const key = recipientKey(await keys.recipient(), recipient);
  return {
    kind: "found",
    contacts: [{ recipientKey: key, address: recipient.address, status: "active" }],
  };
}

/** Who has no id of the owner's is named by the address. */
function pseudonymOf(secret: Uint8Array, contact: Contact | undefined): string | undefined {
  if (contact?.address === undefined) return undefined;
  const { address } = contact;
  return subjectOf(secret, { addressKind: inferAddressKind(address), address });
}
