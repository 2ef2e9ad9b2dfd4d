import { EXPLAINED, FLOORS, type Group, LONG, type Pattern, type Row } from "./table.ts";

/** Where the layout stands in docs/architecture.md: between these lines, which stay. */
const START = "<!-- layout: made by npm run docs:architecture -->";
const END = "<!-- layout ends -->";

const code = (pattern: Pattern) => `\`${pattern}\``;

function importsInWords({ places, imports }: Row): string {
  const words = imports.map((allowed) => {
    if (typeof allowed !== "string") return allowed.name;
    return places.includes(allowed) ? "its own folder" : code(allowed);
  });
  // A package and what lies in it are one thing to a reader.
  const shown = words.filter((word) => !words.includes(word.replace(/\/`$/, "`")) || !word.endsWith("/`"));
  return shown.length === 0 ? "nothing" : shown.join(", ");
}

/** A table as Prettier would write it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const [head, ...body] = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`,
  );
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body].join("\n");
}

const explained = ({ name, patterns }: Group) => `- **${name}**: ${patterns.map(code).join(", ")}`;

/** The layout as the document has it, made from the table that the test holds. */
export function layout(): string {
  const floors = FLOORS.map(({ name, rows }, floor) =>
    [
      `**${floor + 1}. ${name}**`,
      table([
        ["where", "what", "may import"],
        ...rows.map((row) => [row.places.map(code).join(", "), row.what, importsInWords(row)]),
      ]),
    ].join("\n\n"),
  );
  const long = Object.entries(LONG).map(([file, reason]) => `- ${code(file)}: ${reason}`);
  return [
    ...floors,
    "Names that stand for several places:",
    EXPLAINED.map(explained).join("\n"),
    "Files of more than 250 lines, and why:",
    long.join("\n"),
  ].join("\n\n");
}

/**
 * A document with the layout between its marks replaced by that of the table.
 * @throws Error when a mark is missing
 */
export function withLayout(document: string): string {
  const [before, rest] = document.split(START);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`There is no "${START}" with its end.`);
  return `${before}${START}\n\n${layout()}\n\n${END}${after}`;
}
