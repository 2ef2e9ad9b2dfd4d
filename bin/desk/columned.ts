/** A column: its head, and where its cells stand. */
export interface TextColumn {
  readonly head: string;
  /** Numbers stand at the right. */
  readonly right?: true;
}

/** A small table for a terminal: columns as wide as their widest cell, two spaces apart. */
export function columned(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ head }, index) =>
    Math.max(head.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ right }, index) => {
        const cell = cells[index] ?? "";
        return right ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map(({ head }) => head)), ...rows.map(line)].join("\n");
}
