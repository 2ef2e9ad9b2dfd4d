import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a customer owes for a month. Days are ISO 8601. */
export interface Bill {
  readonly id: string;
  readonly period: string;
  readonly cents: number;
  readonly due: string;
  readonly paid: string | null;
}

/** A household whose waste we collect. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly street: string;
  readonly email: string;
  readonly phone: string;
  readonly nextCollection: string;
  readonly bills: readonly Bill[];
}

/** What Latchkey tells of a user who has signed in. */
export interface ProvenContact {
  readonly email?: string | undefined;
  readonly email_verified?: boolean | undefined;
  readonly phone_number?: string | undefined;
  readonly phone_number_verified?: boolean | undefined;
}

export function readCustomers(): readonly Customer[] {
  const file = readFileSync(join(import.meta.dirname, "customers.json"), "utf8");
  return JSON.parse(file) as readonly Customer[];
}

/** The customer whose contact was proven; an address without proof finds no customer. */
export function findCustomer(customers: readonly Customer[], who: ProvenContact): Customer | undefined {
  return customers.find(
    ({ email, phone }) =>
      (who.email_verified === true && who.email === email) ||
      (who.phone_number_verified === true && who.phone_number === phone),
  );
}

export type BillState = "paid" | "open" | "overdue";

/** @param today ISO 8601 */
export function stateOf({ paid, due }: Bill, today: string): BillState {
  if (paid !== null) return "paid";
  return due < today ? "overdue" : "open";
}
