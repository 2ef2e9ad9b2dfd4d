import { maskAddress } from "../mask.ts";
import type { RecipientKey } from "../recipient.ts";
import type { CustomerFacts, Happened } from "./event.ts";

/** What an event needs of a contact's item. */
export interface CustomerImage {
  readonly status: "active" | "blocked";
  readonly customerId?: string;
  readonly address?: string;
  /** Epoch seconds. */
  readonly blockedAt?: number;
}

/**
 * What a change of a contact is to be told as: each contact of a customer by itself, since each has its own item.
 * @param at when the change was written, in epoch seconds
 */
export function ofCustomer(
  recipientKey: RecipientKey,
  before: CustomerImage | undefined,
  after: CustomerImage | undefined,
  at: number,
): readonly Happened[] {
  if (!after || after.status === (before?.status ?? "active")) return [];
  const data = factsOf(after);
  if (after.status === "blocked") {
    const { blockedAt = at } = after;
    return [
      { type: "customer.blocked", of: ["customer", recipientKey, after.blockedAt ?? 0], at: blockedAt, data },
    ];
  }
  return [{ type: "customer.unblocked", of: ["customer", recipientKey, before?.blockedAt ?? 0], at, data }];
}

function factsOf({ customerId, address }: CustomerImage): CustomerFacts {
  return {
    ...(customerId !== undefined && { customerId }),
    ...(address !== undefined && { recipient: maskAddress(address) }),
  };
}
