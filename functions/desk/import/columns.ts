import { readCsv, SEPARATORS, type Separator } from "../../domain/csv/read-csv.ts";
import { readGuarded } from "../../domain/csv/formulas.ts";

/** What a file of customers says of each of them, beside what it says that is nothing to us. */
export const COLUMNS = {
  customerId: ["customerid", "id", "customernumber", "customerno", "externalid"],
  address: ["address", "recipient", "contact"],
  email: ["email", "emailaddress", "mail"],
  phone: ["phone", "phonenumber", "mobile", "mobilephone", "mobilenumber", "telephone", "tel", "sms"],
  name: ["name", "fullname", "displayname", "customername"],
  locale: ["locale", "language", "lang"],
  note: ["note", "notes", "comment"],
  status: ["status"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Column = keyof typeof COLUMNS;

/** What our own export has, and an import has no use for. */
const PASSED_OVER: ReadonlySet<string> = new Set(["blockedat"]);

/** Where the cells of a file are. */
export interface Header {
  readonly separator: Separator;
  readonly places: ReadonlyMap<Column, number>;
  /** How many cells a line has. */
  readonly width: number;
  /** Columns that are not read, as the file names them. */
  readonly unknown: readonly string[];
}

/** @returns why the file has no header that says where the addresses are */
export function readHeader(text: string): Header | string {
  const first = firstLine(text);
  const all = SEPARATORS.map((separator) => headerOf(readCsv(first, separator)[0]?.cells ?? [], separator));
  // The separator that finds most is the file's; where none finds anything, there is no header.
  const [best] = all.toSorted((one, other) => other.places.size - one.places.size || other.width - one.width);
  if (!best || best.places.size === 0)
    return `The first line must name the columns, like: customerId,email,phone,name. Commas, semicolons or tabs part them.`;
  const twice = twiceNamed(best);
  if (twice !== undefined) return twice;
  const { places, unknown } = best;
  if (!["address", "email", "phone"].some((one) => places.has(one as Column)))
    return "There is no column with addresses. Name one email, phone or address in the first line.";
  return { ...best, unknown: unknown.filter((name) => !PASSED_OVER.has(plain(name))) };
}

interface Found extends Header {
  readonly cells: readonly string[];
}

function headerOf(cells: readonly string[], separator: Separator): Found {
  const named = cells.map(columnOf);
  // Beside a column of e-mail addresses or numbers, one of addresses has streets.
  const hasWay = named.includes("email") || named.includes("phone");
  const meant = named.map((column) => (hasWay && column === "address" ? undefined : column));
  const places = new Map<Column, number>();
  meant.forEach((column, place) => {
    if (column !== undefined && !places.has(column)) places.set(column, place);
  });
  const unknown = cells.filter((_, place) => meant[place] === undefined).map((cell) => cell.trim());
  return { separator, places, width: cells.length, unknown, cells };
}

function twiceNamed({ cells, places }: Found): string | undefined {
  const second = cells.find((cell, place) => {
    const column = columnOf(cell);
    const first = column && places.get(column);
    return first !== undefined && first !== place;
  });
  return second === undefined
    ? undefined
    : `Two columns are called like "${second.trim()}". Leave one of them out, or name it otherwise.`;
}

function columnOf(cell: string): Column | undefined {
  const name = plain(readGuarded(cell.trim()));
  return (Object.keys(COLUMNS) as Column[]).find((column) =>
    (COLUMNS[column] as readonly string[]).includes(name),
  );
}

/** `E-Mail Address` is `emailaddress`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** As much of the file as the header can be, so that the rest is not read three times. */
function firstLine(text: string): string {
  return /^\ufeff?[^\r\n]*/.exec(text)?.[0] ?? "";
}
