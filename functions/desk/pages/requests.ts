import type { RecentRequest } from "../../domain/statistics/recent-request.ts";
import type { RecentCursor } from "../../flows/read-recent.ts";
import { type Html, html, type HtmlValue } from "../../pages/html.ts";
import { dataTable } from "./data-table.ts";
import type { Times } from "./figures.ts";

/** The last requests, masked: an admin on the phone finds a caller's typo by the time. */
export function requestsTable(requests: readonly RecentRequest[], times: Times): Html {
  return dataTable<RecentRequest>({
    caption: "Last requests",
    columns: [
      { head: "Time", cell: ({ at }) => times.time(at) },
      { head: "To", cell: ({ to }) => html`<bdi dir="ltr">${to}</bdi>` },
      { head: "Channel", cell: ({ channel, country }) => (country ? `${channel}, ${country}` : channel) },
      { head: "Outcome", cell: outcomeOf },
      { head: "Wrong codes", cell: ({ wrong }) => wrong, figure: true },
      { head: "Messages", cell: ({ sends, decoy }) => (decoy ? 0 : sends), figure: true },
      {
        head: "Network",
        cell: ({ network }) => (network === undefined ? "–" : html`<code>${network}</code>`),
      },
    ],
    rows: requests,
    empty: "No code was requested in the last 24 hours. What is new is here within a minute.",
  });
}

/** What happened to a request, the most telling first: to whom nothing went, nothing else happened. */
function outcomeOf({ decoy, status, delivery, reason, provider }: RecentRequest): HtmlValue {
  if (decoy) return html`<strong>not a customer</strong>: nothing was sent. Mostly a typo.`;
  const by = provider === undefined ? "" : ` by ${provider}`;
  const why = reason === undefined ? "" : ` (${reason})`;
  const isBad = ["failed", "suppressed", "bounced", "complained"].includes(delivery);
  const sent = `${delivery}${by}${why}`;
  return html`<strong>${status}</strong>, ${isBad ? html`<strong class="wrong">${sent}</strong>` : sent}`;
}

/** Where a list goes on, as an address says it. */
export function cursorText({ at, id }: RecentCursor): string {
  return `${at}.${id}`;
}

/** @returns undefined for what is no place of a list */
export function readCursor(text: string | undefined): RecentCursor | undefined {
  const [, at, id] = /^(\d{1,11})\.([\w-]{12})$/.exec(text ?? "") ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id };
}
