import type { RecipientKey } from "../../domain/recipient.ts";

/** A person whom the owner knows. */
export interface Customer {
  /** The owner's id of the customer, which becomes the `sub` of tokens. */
  readonly customerId?: string;
  readonly name?: string;
  readonly locale?: string;
  readonly status: "active" | "blocked";
}

export interface CustomerStore {
  read(recipientKey: RecipientKey): Promise<Customer | undefined>;
  put(recipientKey: RecipientKey, customer: Customer): Promise<void>;
}
