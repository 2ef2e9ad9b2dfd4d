/** What parts the cells of a line. */
export const SEPARATORS = [",", ";", "\t"] as const;
export type Separator = (typeof SEPARATORS)[number];

/** A line of a table. One whose cells are quoted may go over several lines of the file. */
export interface CsvLine {
  /** In which line of the file it begins, from 1 on. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why its cells cannot be told apart: something stands behind a closing quote, or a quote is never closed. */
  readonly fault?: "behind-quote" | "open-quote";
}

const QUOTE = '"';

/**
 * Reads a table (RFC 4180). Lines end in CRLF, LF or CR; lines without anything are left out. A quote within a cell that does
 * not begin with one is a character like any other, as spreadsheets read it. A faulty line keeps no other from being read.
 */
export function readCsv(text: string, separator: Separator): CsvLine[] {
  const lines: CsvLine[] = [];
  const start = text.startsWith("\ufeff") ? 1 : 0;
  for (let at = start, line = 1; at < text.length;) {
    const read = readLine(text, separator, at);
    const { cells, fault } = read;
    if (cells.length > 1 || cells[0] !== "") lines.push({ line, cells, ...(fault && { fault }) });
    line += read.lineBreaks;
    at = read.end;
  }
  return lines;
}

interface ReadLine extends Pick<CsvLine, "cells" | "fault"> {
  readonly end: number;
  readonly lineBreaks: number;
}

function readLine(text: string, separator: Separator, start: number): ReadLine {
  const cells: string[] = [];
  let fault: CsvLine["fault"];
  let lineBreaks = 0;
  for (let at = start; ; at += 1) {
    const isQuoted = text.charAt(at) === QUOTE;
    const quoted = isQuoted ? readQuoted(text, at) : { cell: "", end: at };
    // What stands behind a closing quote goes to the cell, so that the line is told as it was written.
    const end = endOfCell(text, separator, quoted.end);
    const rest = text.slice(quoted.end, end);
    if (quoted.cell === undefined) fault = "open-quote";
    else if (isQuoted && rest.trim() !== "") fault ??= "behind-quote";
    cells.push(isQuoted ? (quoted.cell ?? "") : rest);
    if (isQuoted) lineBreaks += lineBreaksIn(text.slice(at, quoted.end));
    at = end;
    if (text.charAt(at) === separator) continue;
    const width = text.startsWith("\r\n", at) ? 2 : 1;
    return { cells, ...(fault && { fault }), end: at + width, lineBreaks: lineBreaks + 1 };
  }
}

/** @returns the cell without its quotes, and what follows it; no cell where the quote is never closed */
function readQuoted(text: string, start: number): { readonly cell?: string; readonly end: number } {
  let cell = "";
  for (let at = start + 1; ;) {
    const quote = text.indexOf(QUOTE, at);
    if (quote < 0) return { end: text.length };
    cell += text.slice(at, quote);
    if (text.charAt(quote + 1) !== QUOTE) return { cell, end: quote + 1 };
    cell += QUOTE;
    at = quote + 2;
  }
}

function endOfCell(text: string, separator: Separator, start: number): number {
  let at = start;
  while (at < text.length && !isEnd(text.charAt(at), separator)) at += 1;
  return at;
}

function isEnd(character: string, separator: Separator): boolean {
  return character === separator || character === "\n" || character === "\r";
}

function lineBreaksIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
