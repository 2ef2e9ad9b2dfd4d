import type { CustomersImportsAnswer } from "../../functions/desk/acts/imports.ts";
import type { AnsweredImport, AnsweredUndo } from "./answers.ts";
import { count } from "./tell-blocking.ts";

/** What an import did, or would do, and each line that does not fit. */
export function imported(report: AnsweredImport): string {
  const { counts, left, assumed, unknownColumns, outcome } = report;
  const { lines = 0, registered = 0, changed = 0, unchanged = 0, told = 0 } = counts;
  const summary = `${count(lines, "line")}: ${registered} registered, ${changed} changed, ${unchanged} unchanged, ${left.length} left out.`;
  return [
    outcome === "checked" ? `Nothing was written. It would be: ${summary}` : summary,
    ...(told > 0 ? [`Told of a new contact: ${count(told, "contact")}.`] : []),
    ...(unknownColumns.length > 0 ? [`Columns that are not read: ${unknownColumns.join(", ")}.`] : []),
    ...assumed.map(
      ({ line, address, country = "no country" }) =>
        `Line ${line}: ${address} has no country code, and is read as a number of ${country}.`,
    ),
    ...left.map(
      ({ line, column, reason, message }) =>
        `Line ${line} is left out${column === undefined ? "" : `, column ${column}`}: ${message} (${reason})`,
    ),
    ...(report.import === undefined
      ? []
      : [`To undo it: npm run desk -- customers import undo ${report.import}`]),
  ].join("\n");
}

/** The imports of a day, and how each goes on. */
export function begunImports({ imports }: CustomersImportsAnswer): string {
  if (imports.length === 0) return "You have begun no import within a day.";
  return imports
    .map(({ import: id, begunAt, parts, next }) => {
      const onward =
        next === undefined ? "" : ` Go on with: npm run desk -- customers import FILE --id ${id}`;
      return `${begunAt} ${id}: ${count(parts, "part")} done${next === undefined ? ", the last one too" : ""}.${onward}`;
    })
    .join("\n");
}

/** What was taken back, and what was not. */
export function undone({ counts, kept }: AnsweredUndo): string {
  return [
    `${count(counts.removed ?? 0, "contact")} removed, ${counts.kept ?? 0} kept.`,
    ...kept.map(({ line, reason }) => `Line ${line} is kept: ${KEPT[reason] ?? reason}`),
  ].join("\n");
}

const KEPT: Readonly<Record<string, string>> = {
  "changed-since": "it was changed since.",
  "enrolled-since": "the customer has enrolled something since. To delete it: forget.",
  gone: "it is gone by now.",
  own: "it is your own.",
  above: "it is an admin's, for whom your role is not enough.",
  "last-owner": "it is the last owner's.",
  damaged: "its item is damaged.",
};
