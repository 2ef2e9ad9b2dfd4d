import { LATENCY_SECONDS } from "../../../domain/statistics/latency.ts";
import type { StatisticsPeriod } from "../../../flows/read-statistics.ts";
import { type Html, html, type HtmlValue } from "../../../pages/html.ts";
import type { ShownRow, ShownSums, StatsAnswer } from "../../acts/statistics.ts";
import { barChart, gauge, lineChart } from "../chart.ts";
import { type TableColumn, dataTable } from "../data-table.ts";
import { shareText, type Times, usdText, wholeNumber, withinText } from "../figures.ts";
import { say, type WordKey } from "../words.ts";

/** What each table says of its rows, in the words of the API's statuses. */
const FIGURES: readonly TableColumn<ShownRow>[] = [
  figure("today.requested", ({ requested }) => wholeNumber(requested)),
  figure("today.sent", ({ sent }) => wholeNumber(sent)),
  figure("today.approved", ({ approved }) => wholeNumber(approved)),
  figure("today.conversion", ({ conversion }) => shareText(conversion)),
  figure("today.wrong", ({ wrong }) => wholeNumber(wrong)),
  figure("today.failed", ({ failed }) => wholeNumber(failed)),
  figure("today.spend", ({ spendUsd }) => usdText(spendUsd)),
];

function figure(head: WordKey, of: (sums: ShownSums) => string): TableColumn<ShownRow> {
  return { head: say(head), cell: ({ sums }) => of(sums), figure: true };
}

/** A code that was requested has no provider yet, so that none has a conversion. */
const OF_PROVIDER = FIGURES.filter((_, index) => index !== 0 && index !== 3);

/** Whether a period is shown by the hour, in the owner's zone; several days are UTC's. */
export function isByHour(period: StatisticsPeriod): boolean {
  return period === "today" || period === "yesterday";
}

/** The figures of a period: by hour or day, by what they went through, how long it took, and what it cost. */
export function figuresOf(stats: StatsAnswer, times: Times): Html {
  const { period, byChannel, byCountry, byProvider, total } = stats;
  return html`${byTime(stats, times)}
    <div class="columns">
      ${group("today.byChannel", "today.channel", byChannel, "today.nothing")}
      ${group("today.byCountry", "today.country", byCountry, "today.nothingCountry")}
      ${group("today.byProvider", "today.provider", byProvider, "today.nothingProvider", OF_PROVIDER)}
      ${reasons(total)}
    </div>
    ${latency(total)} ${period === "today" && spendOf(stats)}`;
}

function group(
  caption: WordKey,
  head: WordKey,
  rows: readonly ShownRow[],
  empty: WordKey,
  figures: readonly TableColumn<ShownRow>[] = FIGURES,
): Html {
  return dataTable({
    caption: say(caption),
    columns: [{ head: say(head), cell: ({ name }) => html`<bdi>${name}</bdi>` }, ...figures],
    rows,
    empty: say(empty),
  });
}

/** What a period comes to, in few figures. */
export function tilesOf(total: ShownSums): Html {
  const tile = (name: WordKey, value: string, hint: HtmlValue) =>
    html`<div>
      <dt>${say(name)}</dt>
      <dd>${value} ${hint !== false && html`<small>${hint}</small>`}</dd>
    </div>`;
  const counted = (key: WordKey, count: number) => say(key, { count: wholeNumber(count) });
  const { sent, requested, approved, passkeys, conversion, wrong, locked, failed, decoys, spendUsd } = total;
  return html`<dl class="tiles">
    ${tile("today.sent", wholeNumber(sent), counted("today.ofRequested", requested))}
    ${tile("today.approved", wholeNumber(approved), passkeys > 0 && counted("today.byPasskey", passkeys))}
    ${tile("today.conversion", shareText(conversion), say("today.ofEnded"))}
    ${tile("today.wrong", wholeNumber(wrong), counted("today.locked", locked))}
    ${tile("today.failed", wholeNumber(failed), decoys > 0 && counted("today.decoys", decoys))}
    ${tile("today.spend", usdText(spendUsd), say("today.byPrices"))}
  </dl>`;
}

function byTime({ period, byTime: rows }: StatsAnswer, times: Times): Html {
  const hours = isByHour(period);
  const unit = hours ? say("today.hour", { zone: times.zone }) : say("today.day");
  const by = say(hours ? "today.byHour" : "today.byDay");
  const slots = rows.map(({ name }) => (hours ? times.hour(name) : times.day(name, "UTC")));
  const named = rows.map(({ sums }, index) => ({ name: slots[index] ?? "", sums }));
  const series = (key: WordKey, of: (sums: ShownSums) => number | undefined) => ({
    name: say(key),
    values: rows.map(({ sums }) => of(sums)),
  });
  return html`<h2>${say("today.chart")}</h2>
    ${barChart({
      title: say("today.chartTitle", { unit }),
      slots,
      series: [
        series("today.sent", ({ sent }) => sent),
        series("today.approved", ({ approved }) => approved),
        series("today.failed", ({ failed }) => failed),
      ],
    })}
    <h2>${say("today.conversion")}</h2>
    ${lineChart({
      title: say("today.conversionTitle", { unit }),
      slots,
      series: [series("today.conversion", ({ conversion }) => conversion)],
      write: shareText,
      top: 1,
    })}
    <details>
      <summary>${say(hours ? "today.figuresByHour" : "today.figuresByDay")}</summary>
      ${dataTable<ShownRow>({
        caption: by,
        columns: [{ head: unit, cell: ({ name }) => name }, ...FIGURES],
        rows: named,
        empty: say("today.nothing"),
      })}
    </details>`;
}

function reasons({ failedFor }: ShownSums): Html {
  const rows = Object.entries(failedFor).toSorted(([, one], [, other]) => other - one);
  return dataTable<(typeof rows)[number]>({
    caption: say("today.failedFor"),
    columns: [
      { head: say("today.reason"), cell: ([reason]) => html`<bdi>${reason}</bdi>` },
      { head: say("today.messages"), cell: ([, count]) => wholeNumber(count), figure: true },
    ],
    rows,
    empty: say("today.nothingFailed"),
  });
}

function latency({ sentWithin, latencySeconds: { p50, p95 } }: ShownSums): Html {
  const rows = [...LATENCY_SECONDS, Infinity].map((end) => ({
    name: Number.isFinite(end) ? `≤ ${withinText(end)}` : withinText("more"),
    count: sentWithin[String(end)] ?? 0,
  }));
  return html`<h2>${say("today.latency")}</h2>
    ${
      p50 !== undefined &&
      html`<p>${say("today.latencyText", { p50: withinText(p50), p95: withinText(p95) })}</p>`
    }
    ${barChart({
      title: say("today.latencyTitle"),
      slots: rows.map(({ name }) => name),
      series: [{ name: say("today.messages"), values: rows.map(({ count }) => count) }],
    })}
    <details>
      <summary>${say("today.figuresByLatency")}</summary>
      ${dataTable<(typeof rows)[number]>({
        caption: say("today.latency"),
        columns: [
          { head: say("today.within"), cell: ({ name }) => name },
          { head: say("today.messages"), cell: ({ count }) => wholeNumber(count), figure: true },
        ],
        rows,
        empty: "",
      })}
    </details>`;
}

function spendOf({ spend: { spentUsd, spentUnprovenUsd, ceilingUsd } }: StatsAnswer): Html {
  const text = say("today.spendOf", { spent: usdText(spentUsd), ceiling: usdText(ceilingUsd) });
  return html`<h2>${say("today.spendTitle")}</h2>
    ${gauge(text, spentUsd, ceilingUsd)}
    <p><strong>${text}</strong></p>
    <p class="hint">
      ${say("today.spendText", {
        unproven: usdText(spentUnprovenUsd),
        setting: html`<code>channels.sms.spend.dailyUsd</code>`,
      })}
    </p>`;
}
