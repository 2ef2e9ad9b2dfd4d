/**
 * What spreadsheets take for a formula, in its wide letters too, with the quotes before it that keep them from it.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;

/** What a program writes so that a spreadsheet keeps the zeros of a number: `="00123"`. */
const KEPT_TEXT = /^="([^"]*)"$/;

/** Writes a cell so that a spreadsheet shows it and computes nothing: a `'` before what begins like a formula. */
export function guardFormula(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Reads a cell that {@link guardFormula}, or a spreadsheet's own habit, has guarded. */
export function readGuarded(cell: string): string {
  if (cell.startsWith("'") && FORMULA.test(cell)) return cell.slice(1);
  return KEPT_TEXT.exec(cell)?.[1] ?? cell;
}
