import { guardFormula } from "./formulas.ts";

/**
 * Writes lines of a table (RFC 4180), each with CRLF behind it, guarded against formulas.
 * @param lines cells, two or more in each line; the first line is the header
 */
export function writeCsv(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(written).join(",")}\r\n`).join("");
}

function written(cell: string): string {
  const guarded = guardFormula(cell);
  const isQuoted = /[",;\t\r\n]|^\s|\s$/.test(guarded);
  return isQuoted ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
