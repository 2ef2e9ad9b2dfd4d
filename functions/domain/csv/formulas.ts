/**
 * What spreadsheets take for a formula, in its wide letters too, with the quotes before it that keep them from it.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /(?=['"]*[=+\-@\t\r＝＋－＠])/.source;

/**
 * Where a cell begins, and where one would within it: spreadsheets of many countries part the lines of any file at `;`, and
 * some at tabs.
 */
const BEGINS = /(?<=^|[;\t\r\n])/.source;

const UNGUARDED = new RegExp(`${BEGINS}${FORMULA}`, "g");
const GUARDED = new RegExp(`${BEGINS}'${FORMULA}`, "g");

/** What a program writes so that a spreadsheet keeps the zeros of a number: `="00123"`. */
const KEPT_TEXT = /^="([^"]*)"$/;

/** Writes a cell so that a spreadsheet shows it and computes nothing: a `'` before all that begins like a formula. */
export function guardFormula(cell: string): string {
  return cell.replaceAll(UNGUARDED, "'");
}

/** Reads a cell that {@link guardFormula}, or a spreadsheet's own habit, has guarded. */
export function readGuarded(cell: string): string {
  const bare = cell.replaceAll(GUARDED, "");
  return bare === cell ? (KEPT_TEXT.exec(cell)?.[1] ?? cell) : bare;
}
