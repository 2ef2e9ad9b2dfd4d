import { type Html, html, type HtmlValue } from "../../../pages/html.ts";
import type { ShownRequest } from "../../acts/looking.ts";
import { dataTable } from "../data-table.ts";
import { type Times, UNKNOWN } from "../figures.ts";
import { say } from "../words.ts";

/** Deliveries that tell why a person has no code. */
const BAD: ReadonlySet<string> = new Set(["failed", "suppressed", "bounced", "complained"]);

/** The last requests, masked: an admin on the phone finds a caller's typo by the time. */
export function requestsTable(requests: readonly ShownRequest[], times: Times): Html {
  return dataTable<ShownRequest>({
    caption: say("recent.title"),
    columns: [
      { head: say("recent.time"), cell: ({ at }) => times.time(at) },
      { head: say("recent.to"), cell: ({ to }) => html`<bdi dir="ltr">${to}</bdi>` },
      {
        head: say("recent.channel"),
        cell: ({ channel, country }) => (country === undefined ? channel : `${channel}, ${country}`),
      },
      { head: say("recent.outcome"), cell: outcomeOf },
      { head: say("recent.wrong"), cell: ({ wrong }) => wrong, figure: true },
      { head: say("recent.messages"), cell: ({ sends, decoy }) => (decoy ? 0 : sends), figure: true },
      {
        head: say("recent.network"),
        cell: ({ network = UNKNOWN }) => html`<code>${network}</code>`,
      },
    ],
    rows: requests,
    empty: say("recent.empty"),
  });
}

/** What happened to a request, the most telling first: where nothing was sent, nothing else happened. */
function outcomeOf({ decoy, status, delivery, reason, provider }: ShownRequest): HtmlValue {
  if (decoy) return say("recent.decoy", { name: html`<strong>${say("recent.notCustomer")}</strong>` });
  const by = provider === undefined ? "" : `, ${provider}`;
  const why = reason === undefined ? "" : `: ${reason}`;
  const sent = `${delivery}${by}${why}`;
  return html`<strong>${status}</strong>,
    ${BAD.has(delivery) ? html`<strong class="wrong">${sent}</strong>` : sent}`;
}
