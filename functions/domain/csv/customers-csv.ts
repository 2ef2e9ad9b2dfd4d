import { writeCsv } from "./write-csv.ts";

/** In the names that an import reads them by. */
const HEADER = ["customerId", "address", "name", "locale", "status", "note"] as const;

/** What a file of customers has of each contact. */
export type ExportedContact = Readonly<Partial<Record<(typeof HEADER)[number], string>>>;

/** A file of customers that can be imported again. Its mark says UTF-8 to spreadsheets, which read Windows-1252 without. */
export function customersCsv(customers: readonly ExportedContact[]): string {
  const lines = customers.map((customer) => HEADER.map((name) => customer[name] ?? ""));
  return `\ufeff${writeCsv([HEADER, ...lines])}`;
}
