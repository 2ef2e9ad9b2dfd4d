import { writeCsv } from "../../../domain/csv/write-csv.ts";
import { notice } from "../../../pages/layout.ts";
import type { ShownRow, ShownSums, StatsAnswer } from "../../acts/statistics.ts";
import type { Screen } from "../screen.ts";
import { timesOf } from "../times.ts";
import { say } from "../words.ts";
import { periodOf } from "./today.ts";

/** The figures of a period as a file: a line for each row of each table. */
export const todayCsv: Screen = {
  name: "today-csv",
  title: "today",
  least: "viewer",
  unlisted: true,
  async show({ settings }, { ask, query }) {
    const period = periodOf(query.period);
    const stats = await ask("stats", { period, timeZone: timesOf(settings).zone });
    if (stats.kind !== "answered") return notice("bad", say("today.nothing"));
    return {
      kind: "download",
      fileName: `figures-${period}-${stats.answer.from.slice(0, 10)}.csv`,
      mediaType: "text/csv; charset=utf-8",
      text: writeCsv(linesOf(stats.answer)),
    };
  },
};

const COLUMNS = [
  ...["requested", "sent", "delivered", "approved", "conversion", "wrong", "locked", "strong", "failed"],
  ...[
    "expired",
    "canceled",
    "resent",
    "complained",
    "proved",
    "wrongFactor",
    "passkeys",
    "decoys",
    "spendUsd",
  ],
] as const satisfies readonly (keyof ShownSums)[];

function linesOf({ total, byTime, byChannel, byCountry, byProvider, from, to }: StatsAnswer): string[][] {
  const lines = (group: string, rows: readonly ShownRow[]) =>
    rows.map(({ name, sums }) => [group, name, ...COLUMNS.map((column) => String(sums[column] ?? ""))]);
  return [
    ["by", "name", ...COLUMNS],
    ...lines("total", [{ name: `${from}/${to}`, sums: total }]),
    ...lines("time", byTime),
    ...lines("channel", byChannel),
    ...lines("country", byCountry),
    ...lines("provider", byProvider),
  ];
}
