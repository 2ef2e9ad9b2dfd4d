import type { AttackReport, Verdict } from "../run.ts";

const SIGNS: Readonly<Record<Verdict, string>> = { held: "holds", broken: "**broken**", skipped: "–" };

/** Reports of one set of cases, side by side, as a table of Markdown. */
export function asTable(reports: readonly AttackReport[]): string {
  const [first] = reports;
  if (!first) return "";
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(["what is tried", ...reports.map(({ product }) => product)]),
    row(["---", ...reports.map(() => "---")]),
    ...first.cases.map(({ name, proves }) =>
      row([
        proves,
        ...reports.map(({ cases }) => {
          const verdict = cases.find((one) => one.name === name)?.verdict;
          return verdict === undefined ? SIGNS.skipped : SIGNS[verdict];
        }),
      ]),
    ),
  ].join("\n");
}
