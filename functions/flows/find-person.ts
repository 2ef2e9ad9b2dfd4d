import { inferAddressKind, withPlus } from "../domain/address-kind.ts";
import { parseRecipient, recipientKey } from "../domain/recipient.ts";
import { usualCountry } from "../settings.ts";
import {
  type CustomerQuery,
  findCustomer,
  type FindCustomerDependencies,
  type FoundCustomer,
} from "./find-customer.ts";

/** A person whom an admin asks about: a customer with all contacts, or an address that is no customer's. */
export interface FoundPerson extends FoundCustomer {
  /** Whether the service knows it as a customer's; an open service knows none. */
  readonly isCustomer: boolean;
}

export type FindPersonOutcome = FoundPerson | { readonly kind: "not-found" | "ambiguous" };

/**
 * Finds a person by an address or the owner's id. An address that is no customer's is found too: a stranger's, or a
 * customer's typo, has a story that tells why no code came.
 */
export async function findPerson(
  deps: FindCustomerDependencies,
  query: CustomerQuery,
): Promise<FindPersonOutcome> {
  const found = await findCustomer(deps, query);
  if (found.kind === "found") return { ...found, isCustomer: true };
  if (found.kind === "ambiguous") return found;
  const text = query.customer;
  const parsed = parseRecipient(text, inferAddressKind(text), usualCountry(deps.settings));
  if (query.as === "id") return { kind: "not-found" };
  if (parsed.kind === "invalid") {
    const customer = withPlus(text);
    return customer === undefined ? { kind: "not-found" } : findPerson(deps, { ...query, customer });
  }
  const { recipient } = parsed;
  return {
    kind: "found",
    isCustomer: false,
    contacts: [
      {
        recipientKey: recipientKey(await deps.keys.recipient(), recipient),
        address: recipient.address,
        status: "active",
      },
    ],
  };
}
