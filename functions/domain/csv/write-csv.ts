import { guardFormula } from "./formulas.ts";

/**
 * Writes lines of a table (RFC 4180), each with CRLF behind it, guarded against formulas.
 * @param lines cells; the first line is the header
 */
export function writeCsv(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map((cell) => written(cell, cells.length)).join(",")}\r\n`).join("");
}

function written(cell: string, width: number): string {
  const guarded = guardFormula(cell);
  // A line of one empty cell would be a line of nothing.
  const isQuoted = /[",;\t\r\n]|^\s|\s$/.test(guarded) || (width === 1 && guarded === "");
  return isQuoted ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
