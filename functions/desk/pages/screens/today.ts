import { STATISTICS_PERIODS, type StatisticsPeriod } from "../../../flows/read-statistics.ts";
import { html, type Html } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import type { RecentAnswer } from "../../acts/looking.ts";
import type { AskedOfDesk } from "../../acts.ts";
import type { StatsAnswer } from "../../acts/statistics.ts";
import { type Times, wholeNumber } from "../figures.ts";
import type { Screen, ScreenView } from "../screen.ts";
import { timesOf } from "../times.ts";
import { say } from "../words.ts";
import { figuresOf, isByHour, tilesOf } from "./today-figures.ts";
import { requestsTable } from "./today-requests.ts";

/** How many codes were requested, sent and used, and the last requests. */
export const todayScreen: Screen = {
  name: "today",
  title: "today",
  least: "viewer",
  async show({ settings }, view) {
    const times = timesOf(settings);
    const { ask, query } = view;
    const { before } = query;
    // An admin who looks for a request needs no figures.
    if (before !== undefined) return requests(view, await ask("recent", { before }), times, before);
    const period = periodOf(query.period);
    const [stats, recent] = await Promise.all([
      ask("stats", { period, timeZone: times.zone }),
      period === "today" ? ask("recent", {}) : undefined,
    ]);
    return html`${periods(view, period)} ${stats.kind === "answered" && counted(stats.answer, times)}
    ${stats.kind === "answered" && tilesOf(stats.answer.total)} ${recent && requests(view, recent, times)}
    ${stats.kind === "answered" && figuresOf(stats.answer, times)}`;
  },
};

/** The period that an address asks for; today where it says nothing that is one. */
export function periodOf(text: string | undefined): StatisticsPeriod {
  return STATISTICS_PERIODS.find((one) => one === text) ?? "today";
}

function periods({ address }: ScreenView, current: StatisticsPeriod): Html {
  return html`<nav class="periods" aria-label="${say("today.periods")}">
    <ul>
      ${STATISTICS_PERIODS.map(
        (one) =>
          html`<li>
            <a href="${address("today", { period: one })}" ${one === current && html`aria-current="page"`}
              >${say(`period.${one}`)}</a
            >
          </li>`,
      )}
      ${current === "today" && html`<li><a href="#requests">${say("recent.toRequests")}</a></li>`}
      <li><a href="${address("today-csv", { period: current })}">${say("today.csv")}</a></li>
    </ul>
  </nav>`;
}

function counted({ period, from, to, damaged }: StatsAnswer, times: Times): Html {
  const utc = isByHour(period) ? times : timesOf({ desk: undefined });
  const last = new Date(Date.parse(to) - 1000).toISOString();
  return html`<p class="lead">${say("today.counted", { from: utc.instant(from), to: utc.instant(last) })}</p>
    ${damaged.length > 0 && notice("bad", say("today.damaged", { count: wholeNumber(damaged.length) }))}`;
}

function requests(
  { address }: ScreenView,
  recent: AskedOfDesk<RecentAnswer>,
  times: Times,
  before?: string,
): Html {
  if (recent.kind !== "answered")
    return html`<p><a href="${address("today")}">${say("recent.newest")}</a></p>`;
  const { requests: all, next } = recent.answer;
  const at = before?.split("/")[0];
  return html`<section id="requests">
    ${at !== undefined && html`<p>${say("recent.before", { instant: times.instant(at) })}</p>`}
    <p class="hint">${say("recent.lead")}</p>
    ${requestsTable(all, times)}
    <p class="links">
      ${before !== undefined && html`<a href="${address("today")}">${say("recent.newest")}</a>`}
      ${next !== undefined && html`<a href="${address("today", { before: next })}">${say("recent.older")}</a>`}
    </p>
  </section>`;
}
