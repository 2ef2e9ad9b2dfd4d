import type { Forbidden } from "../perform-act.ts";
import type { Column } from "./columns.ts";

/** Why a line of a file is left out. */
export type LeftReason =
  /** Its cells cannot be told apart, or there are too many or too few. */
  | "columns"
  | "too-long"
  | "characters"
  /** A spreadsheet has made a quantity of a number. */
  | "spreadsheet"
  | "locale"
  | "status"
  | "no-address"
  | "no-id"
  | "unreadable"
  /** The address stands in an earlier line of the file. */
  | "twice"
  /** It is another customer's, or has no id so far: moving it is no import's to do. */
  | "of-another"
  /** A new customer's id is no operator's to give. */
  | "new-id"
  /** It is blocked in the file and not here, or the other way round. */
  | "status-differs"
  /** It is about an admin. */
  | Forbidden
  /** What users have enrolled would be mixed up. */
  | "factors"
  /** Its item is damaged. */
  | "damaged"
  | "changed-meanwhile";

/** A line that is left out: nothing of it is written. */
export interface LeftLine {
  /** Where it begins in the file, from 1 on. */
  readonly line: number;
  readonly reason: LeftReason;
  readonly column?: Column;
  /** In words for the admin, without the address. */
  readonly message: string;
}

/** A number without its country code: a person should look whether it was meant so. */
export interface AssumedCountry {
  readonly line: number;
  readonly column: Column;
  /** Masked. */
  readonly address: string;
  /** ISO 3166; absent of a number that belongs to none. */
  readonly country?: string;
}

/** What an import does, or would do. */
export interface ImportReport {
  /**
   * `lines` that were looked at; of these `registered` anew, `changed`, `unchanged` and `left` out; and `told`, how many
   * contacts are told that their customer has one more.
   */
  readonly counts: Readonly<
    Record<"lines" | "registered" | "changed" | "unchanged" | "left" | "told", number>
  >;
  readonly left: readonly LeftLine[];
  readonly assumed: readonly AssumedCountry[];
  /** Columns that are not read. */
  readonly unknownColumns: readonly string[];
}
