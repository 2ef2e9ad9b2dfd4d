import { readGuarded } from "../../domain/csv/formulas.ts";
import { type CsvLine, readCsv } from "../../domain/csv/read-csv.ts";
import { type Column, type Header, readHeader } from "./columns.ts";
import type { LeftLine, LeftReason } from "./report.ts";

/** How many customers a file has at most. */
export const MOST_LINES = 2000;

/** As much of one customer as is read, in characters. */
const LONGEST_LINE = 10_000;

/** What a line of the file says: a customer, with one or two addresses. Cells without anything are absent. */
export interface FileLine {
  readonly line: number;
  readonly customerId?: string;
  readonly name?: string;
  readonly locale?: string;
  readonly note?: string;
  readonly blocked?: boolean;
  /** As they stand in the file, with the column of each. */
  readonly addresses: readonly { readonly column: Column; readonly text: string }[];
}

export interface CustomersFile {
  /** Line by line, in the order of the file: what it says, or why it is left out. */
  readonly lines: readonly (FileLine | LeftLine)[];
  readonly unknownColumns: readonly string[];
}

/** Reads a file of customers. @returns why there is none to be read in it */
export function readCustomersFile(text: string): CustomersFile | string {
  // What spreadsheets write to say by themselves what parts the cells.
  const [declared = ""] = /^\ufeff?sep=.(\r\n|\r|\n)/i.exec(text) ?? [];
  const table = text.slice(declared.length);
  const before = declared === "" ? 0 : 1;
  if (table.trim() === "") return "There is nothing in it.";
  if (/^[^\r\n]*\0/.test(table))
    return "It is no text that can be read. Save it as CSV in UTF-8, and try again.";
  const header = readHeader(table);
  if (typeof header === "string") return header;
  const [, ...lines] = readCsv(table, header.separator);
  const open = lines.find(({ fault }) => fault === "open-quote");
  if (open) return `The quote that opens in line ${open.line + before} is never closed.`;
  if (lines.length === 0) return "There is no line behind the header.";
  if (lines.length > MOST_LINES)
    return `It has ${lines.length} lines. ${MOST_LINES} are taken at a time: make several files of it.`;
  return {
    lines: lines.map((one) => readLine({ ...one, line: one.line + before }, header)),
    unknownColumns: header.unknown,
  };
}

function readLine({ line, cells, fault }: CsvLine, header: Header): FileLine | LeftLine {
  const left = (reason: LeftReason, message: string, column?: Column): LeftLine => ({
    ...{ line, reason, message },
    ...(column !== undefined && { column }),
  });
  if (fault) return left("columns", "Something stands behind a closing quote.");
  if (cells.reduce((sum, cell) => sum + cell.length, 0) > LONGEST_LINE)
    return left("too-long", `It has more than ${LONGEST_LINE} characters.`);
  if (cells.length !== header.width && !isPadded(cells, header.width))
    return left("columns", `It has ${cells.length} cells where the header has ${header.width}.`);
  const read = new Map<Column, string>();
  for (const [column, place] of header.places) {
    const cell = (cells[place] ?? "").trim();
    if (isUnreadable(cell))
      return left("characters", "It has line breaks or characters that are no text.", column);
    const text = readGuarded(cell).trim();
    if (text !== "") read.set(column, text);
  }
  const damaged = damagedOf(read);
  if (damaged) return left("spreadsheet", damaged.message, damaged.column);
  return checked(line, read, left);
}

/** Spreadsheets write empty cells at the end of some lines. */
function isPadded(cells: readonly string[], width: number): boolean {
  return cells.length > width && cells.slice(width).every((cell) => cell.trim() === "");
}

/** U+FFFD is what a program writes that has read a file in a wrong encoding. */
function isUnreadable(cell: string): boolean {
  return /[\p{Cc}\u2028\u2029\ufffd]/u.test(cell) || !cell.isWellFormed();
}

/** A number that a spreadsheet took for a quantity: digits of it are gone. */
const SHORTENED = /^[+-]?\d+([.,]\d+)?E[+-]?\d+$/i;
/** One that a program has read as a fraction. */
const FRACTION = /^\+?\d{6,}[.,]0+$/;

function damagedOf(
  read: ReadonlyMap<Column, string>,
): { readonly column: Column; readonly message: string } | undefined {
  const has = (column: Column, ...shapes: RegExp[]) =>
    shapes.some((shape) => shape.test(read.get(column) ?? ""));
  const message =
    "A spreadsheet has taken it for a number, and digits are lost or added. Make its column one of text, and enter it anew.";
  if (has("customerId", SHORTENED)) return { column: "customerId", message };
  const column = (["phone", "address"] as const).find((one) => has(one, SHORTENED, FRACTION));
  return column && { column, message };
}

const LONGEST: Partial<Readonly<Record<Column, number>>> = { customerId: 255, name: 200, note: 200 };
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

function checked(
  line: number,
  read: ReadonlyMap<Column, string>,
  left: (reason: LeftReason, message: string, column?: Column) => LeftLine,
): FileLine | LeftLine {
  for (const column of ["customerId", "name", "note"] as const)
    if ((read.get(column)?.length ?? 0) > (LONGEST[column] ?? 0))
      return left("too-long", `It has more than ${LONGEST[column]} characters.`, column);
  // Programs of Unix write de_CH, and many others DE.
  const locale = read
    .get("locale")
    ?.replaceAll("_", "-")
    .replace(/^[A-Za-z]+/, (language) => language.toLowerCase());
  if (locale !== undefined && !LANGUAGE.test(locale))
    return left("locale", "It must be a language tag like en or de-CH.", "locale");
  const status = read.get("status")?.toLowerCase();
  if (status !== undefined && status !== "active" && status !== "blocked")
    return left("status", "It must be active or blocked.", "status");
  const addresses = (["address", "email", "phone"] as const).flatMap((column) => {
    const text = read.get(column);
    return text === undefined ? [] : [{ column, text }];
  });
  if (addresses.length === 0) return left("no-address", "It has no address and no number.");
  const customerId = read.get("customerId");
  if (addresses.length > 1 && customerId === undefined)
    return left("no-id", "Without an id, nothing says that both addresses are one customer's.", "customerId");
  return {
    line,
    ...(customerId !== undefined && { customerId }),
    ...(locale !== undefined && { locale }),
    ...textOf(read, "name"),
    ...textOf(read, "note"),
    ...(status === "blocked" && { blocked: true }),
    ...(status === "active" && { blocked: false }),
    addresses,
  };
}

function textOf(read: ReadonlyMap<Column, string>, column: "name" | "note"): Record<string, string> {
  const text = read.get(column);
  return text === undefined ? {} : { [column]: text };
}
