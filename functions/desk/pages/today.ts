import { LATENCY_SECONDS } from "../../domain/statistics/latency.ts";
import {
  type Statistics,
  STATISTICS_PERIODS,
  type StatisticsPeriod,
  type StatisticsRow,
  type StatisticsSums,
} from "../../flows/read-statistics.ts";
import { type Html, html, type HtmlValue } from "../../pages/html.ts";
import { barChart, gauge, lineChart } from "./chart.ts";
import { type Column, dataTable } from "./data-table.ts";
import { moneyText, shareText, type Times, wholeNumber, withinText } from "./figures.ts";

/** How a period is called where it is chosen, and in a sentence. */
export const PERIODS: Readonly<Record<StatisticsPeriod, string>> = {
  today: "Today",
  yesterday: "Yesterday",
  "7-days": "7 days",
  "30-days": "30 days",
};

type Row = Readonly<{ name: string; sums: StatisticsSums }>;

/** What each table says of its rows, in the words of the API's statuses. */
const FIGURES: readonly Column<Row>[] = [
  figure("Requested", ({ requested }) => wholeNumber(requested)),
  figure("Sent", ({ sent }) => wholeNumber(sent)),
  figure("Approved", ({ approved }) => wholeNumber(approved)),
  figure("Conversion", ({ conversion }) => shareText(conversion)),
  figure("Wrong codes", ({ wrong }) => wholeNumber(wrong)),
  figure("Failed", ({ failed }) => wholeNumber(failed)),
  figure("Spend", ({ spend }) => moneyText(spend)),
];

function figure(head: string, of: (sums: StatisticsSums) => string): Column<Row> {
  return { head, cell: ({ sums }) => of(sums), figure: true };
}

const named = (head: string): Column<Row> => ({ head, cell: ({ name }) => html`<bdi>${name}</bdi>` });

/** Whether a period is shown by the hour, in the owner's zone; several days are UTC's. */
export function isByHour(period: StatisticsPeriod): boolean {
  return period === "today" || period === "yesterday";
}

/** The period that an address asks for; today where it says nothing that is one. */
export function periodOf(text: string | undefined): StatisticsPeriod {
  return STATISTICS_PERIODS.find((one) => one === text) ?? "today";
}

/** The figures of a period: tiles, by hour or day, by what they went through, how long it took, and what it cost. */
export function figuresBody(statistics: Statistics, times: Times): Html {
  const { period, byChannel, byCountry, byProvider, total } = statistics;
  const byTime = timeRows(statistics, times);
  const unit = isByHour(period) ? `Hour (${times.zone})` : "Day (UTC)";
  const many = (rows: readonly StatisticsRow<string>[]) =>
    rows.toSorted((one, other) => other.sums.requested - one.sums.requested);
  const nothing = "No code was requested in this time.";
  return html`${tiles(statistics)} ${timeCharts(byTime, unit)}
    <details>
      <summary>All figures by ${isByHour(period) ? "hour" : "day"}</summary>
      ${dataTable({ caption: `By ${isByHour(period) ? "hour" : "day"}`, columns: [named(unit), ...FIGURES], rows: byTime, empty: nothing })}
    </details>
    ${dataTable({ caption: "By channel", columns: [named("Channel"), ...FIGURES], rows: many(byChannel), empty: nothing })}
    ${dataTable({ caption: "By country", columns: [named("Country"), ...FIGURES], rows: many(byCountry), empty: "No code was requested for a phone number in this time." })}
    ${dataTable({ caption: "By provider", columns: [named("Provider"), ...FIGURES], rows: many(byProvider), empty: "No provider has taken a message in this time." })}
    ${reasons(total)} ${latency(total)} ${spend(statistics)}`;
}

function tiles({ total }: Statistics): Html {
  const tile = (name: string, value: string, hint?: HtmlValue) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}${hint !== undefined && html`<small>${hint}</small>`}</dd>
    </div>`;
  return html`<dl class="tiles">
    ${tile("Sent", wholeNumber(total.sent), `${wholeNumber(total.requested)} requested`)}
    ${tile("Approved", wholeNumber(total.approved), total.passkeys > 0 && `and ${wholeNumber(total.passkeys)} by passkey`)}
    ${tile("Conversion", shareText(total.conversion), "of codes whose time is over")}
    ${tile("Wrong codes", wholeNumber(total.wrong), `${wholeNumber(total.locked)} codes locked`)}
    ${tile("Failed", wholeNumber(total.failed), `${wholeNumber(total.decoys)} of strangers, never sent`)}
    ${tile("Spend", moneyText(total.spend), "by your prices")}
  </dl>`;
}

function timeRows({ byTime, period }: Statistics, times: Times): readonly Row[] {
  return byTime.map(({ name, sums }) => ({
    name: isByHour(period) ? times.hour(name) : times.day(name, "UTC"),
    sums,
  }));
}

function timeCharts(rows: readonly Row[], unit: string): Html {
  const slots = rows.map(({ name }) => name);
  const values = (of: (sums: StatisticsSums) => number | undefined) => rows.map(({ sums }) => of(sums));
  return html`<h2>Sent, approved and failed</h2>
    ${barChart({
      title: `Sent, approved and failed. ${unit}. The figures are in the table below.`,
      slots,
      series: [
        { name: "Sent", values: values(({ sent }) => sent) },
        { name: "Approved", values: values(({ approved }) => approved) },
        { name: "Failed", values: values(({ failed }) => failed) },
      ],
    })}
    <h2>Conversion</h2>
    ${lineChart({
      title: `Which share of the codes whose time is over was used. ${unit}. The figures are in the table below.`,
      slots,
      series: [{ name: "Conversion", values: values(({ conversion }) => conversion) }],
      write: shareText,
      top: 1,
    })}`;
}

function reasons({ failedFor }: StatisticsSums): Html {
  const rows = Object.entries(failedFor).toSorted(([, one], [, other]) => other - one);
  return dataTable<(typeof rows)[number]>({
    caption: "Failed, by reason",
    columns: [
      { head: "Reason", cell: ([reason]) => html`<bdi>${reason}</bdi>` },
      { head: "Messages", cell: ([, count]) => wholeNumber(count), figure: true },
    ],
    rows,
    empty: "No message has failed.",
  });
}

function latency({ sentWithin, latency: { p50, p95 }, sent }: StatisticsSums): Html {
  const rows = [...LATENCY_SECONDS, Infinity].map((end) => ({
    name: end === Infinity ? withinText(end) : `≤ ${withinText(end)}`,
    count: sentWithin[String(end)] ?? 0,
  }));
  return html`<h2>From request to provider</h2>
    ${
      sent > 0 &&
      html`<p>Half within ${withinText(p50)}, 95 of 100 within ${withinText(p95)}. First messages only.</p>`
    }
    ${barChart({
      title: "How long first messages took until a provider had them. The figures are in the table below.",
      slots: rows.map(({ name }) => name),
      series: [{ name: "Messages", values: rows.map(({ count }) => count) }],
    })}
    <details>
      <summary>All figures by length of time</summary>
      ${dataTable<(typeof rows)[number]>({
        caption: "From request to provider",
        columns: [
          { head: "Within", cell: ({ name }) => name },
          { head: "Messages", cell: ({ count }) => wholeNumber(count), figure: true },
        ],
        rows,
        empty: "",
      })}
    </details>`;
}

function spend({ spend: { spent, spentUnproven, ceiling } }: Statistics): Html {
  const text = `${moneyText(spent)} of ${moneyText(ceiling)} today`;
  return html`<h2>Spend against the ceiling</h2>
    ${gauge(text, spent, ceiling)}
    <p>
      ${text}, ${moneyText(spentUnproven)} of it for numbers that have never signed in. The ceiling is for
      each UTC day: <code>channels.sms.spend.dailyUsd</code>.
    </p>`;
}
