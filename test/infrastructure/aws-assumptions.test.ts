import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { checks } from "../../bin/preflight/run.ts";
import { ASSUMPTIONS } from "../../bin/smoke/assumptions.ts";
import { smokeCases } from "../../bin/smoke/cases.ts";
import { LEFT_OUT } from "../deploy/left-out.ts";

const document = readFileSync(join(import.meta.dirname, "../../docs/aws-assumptions.md"), "utf8");

interface Row {
  readonly belief: string;
  readonly source: string;
  readonly opened: string;
  readonly checkedBy: string;
  readonly leftOut: string;
}

/** The rows of all tables but the one that says what the columns mean. */
const rows: Row[] = document
  .split("\n## ")
  .slice(1)
  .flatMap((section) => section.split("\n").filter((line) => /^\| (?!-|belief )/.test(line)))
  .map((line) => {
    const cells = line.slice(1, -1).split("|");
    expect(cells).toHaveLength(5);
    const [belief = "", source = "", opened = "", checkedBy = "", leftOut = ""] = cells.map((cell) =>
      cell.trim(),
    );
    return { belief, source, opened, checkedBy, leftOut };
  });

const named = (cells: readonly string[], pattern: RegExp) =>
  [...new Set(cells.flatMap((cell) => [...cell.matchAll(pattern)].map(([, name = ""]) => name)))].sort();

describe("the document of what is believed of AWS", () => {
  const checkedBy = rows.map((row) => row.checkedBy);

  it("has a row for each assumption that smoke settles, and names no other", () => {
    const known = Object.keys(ASSUMPTIONS).sort();
    expect(named(checkedBy, /smoke `([^`]+)`/g)).toEqual(known);
    expect([...new Set(smokeCases.flatMap(({ settles = [] }) => settles))].sort()).toEqual(known);
  });

  it("has a row for each look of preflight, and names no other", () => {
    expect(named(checkedBy, /preflight "([^"]+)"/g)).toEqual(checks.map(({ looksAt }) => looksAt).sort());
  });

  it.each(rows)("says what checks it, or that nothing of ours does: $belief", (row) => {
    expect(row.checkedBy).toMatch(
      /^(smoke `|preflight "|the (first|second) deployment\b|the output `SmsAccountRefused`$|refused in settings$|nothing of ours: seen only when )/,
    );
    expect(row.source).not.toBe("");
    expect(row.opened).toMatch(/^(\d{4}-\d\d-\d\d|from memory)$/);
  });

  // test/infrastructure/left-out.test.ts holds the same kinds against prod's templates.
  it("has every kind of resource that a deployment to moto leaves out beside a row, and no other", () => {
    const kinds = rows.map(({ leftOut }) => leftOut);
    expect(named(kinds, /`([^`]+)`/g)).toEqual(Object.keys(LEFT_OUT).sort());
  });
});
