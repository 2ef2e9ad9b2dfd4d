import { writeCsv } from "../../../domain/csv/write-csv.ts";
import { html, type HtmlValue } from "../../../pages/html.ts";
import type { ShownAct } from "../../acts/audit.ts";
import { dataTable } from "../data-table.ts";
import { fieldsOf } from "../fields.ts";
import { UNKNOWN } from "../figures.ts";
import type { Screen } from "../screen.ts";
import { timesOf } from "../times.ts";
import { say } from "../words.ts";

/** What admins have done, month by month. */
export const auditScreen: Screen = {
  name: "audit",
  title: "audit",
  least: "owner",
  async show({ settings, clock }, view) {
    const { address, ask, query } = view;
    const month = monthOf(query.month, clock());
    const times = timesOf(settings);
    const { before } = query;
    const asked = await ask("audit-list", { month, ...(before !== undefined && { before }) });
    const listed = asked.kind === "answered" ? asked.answer : undefined;
    const fields = fieldsOf({}, "audit");
    return html`<p class="lead">${say("audit.lead")}</p>
      <form class="find" method="get" action="${address("audit")}">
        ${fields.text("month", { label: say("audit.month"), type: "month", value: month })}
        <button>${say("audit.show")}</button>
      </form>
      <p><a href="${address("audit-csv", { month })}">${say("audit.csv")}</a></p>
      ${dataTable<ShownAct>({
        caption: say("audit.acts", { month }),
        columns: [
          { head: say("audit.begun"), cell: ({ begunAt }) => times.instant(begunAt) },
          { head: say("audit.act"), cell: ({ act }) => html`<code>${act}</code>` },
          { head: say("audit.result"), cell: resultOf },
          { head: say("audit.by"), cell: byOf },
          {
            head: say("audit.about"),
            cell: ({ about }) => html`<span class="ids">${about.join(" ")}</span>`,
          },
          { head: say("audit.before"), cell: ({ before: was = UNKNOWN }) => was },
        ],
        rows: listed?.acts ?? [],
        empty: say("audit.none"),
      })}
      ${listed?.next !== undefined && html`<p><a href="${address("audit", { month, before: listed.next })}">${say("audit.older")}</a></p>`}`;
  },
};

/** A month's acts as a file. */
export const auditCsv: Screen = {
  name: "audit-csv",
  title: "audit",
  least: "owner",
  unlisted: true,
  async show({ clock }, { ask, query }) {
    const month = monthOf(query.month, clock());
    const all: ShownAct[] = [];
    let before: string | undefined;
    do {
      const asked = await ask("audit-list", { month, most: 200, ...(before !== undefined && { before }) });
      if (asked.kind !== "answered") break;
      all.push(...asked.answer.acts);
      before = asked.answer.next;
    } while (before !== undefined);
    return {
      kind: "download",
      fileName: `audit-${month}.csv`,
      mediaType: "text/csv; charset=utf-8",
      text: writeCsv([HEAD, ...all.map(lineOf)]),
    };
  },
};

const HEAD = ["begunAt", "doneAt", "act", "result", "counts", "by", "said", "role", "about", "before", "id"];

function lineOf({ begunAt, doneAt = "", act, result = "", by, said = "", ...more }: ShownAct): string[] {
  const { counts = {}, role, about, before = "", id } = more;
  return [begunAt, doneAt, act, result, countsText(counts), by, said, role, about.join(" "), before, id];
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

function resultOf({ result, counts = {} }: ShownAct): HtmlValue {
  if (result === undefined) return html`<strong class="wrong">${say("audit.unfinished")}</strong>`;
  const counted = countsText(counts);
  return counted === "" ? result : html`${result} <small>${counted}</small>`;
}

function byOf({ by, role, said }: ShownAct): HtmlValue {
  return html`<span class="ids">${by}</span>
    <small
      >${role}${said !== undefined && html`, ${say("audit.said", { name: html`<bdi>${said}</bdi>` })}`}</small
    >`;
}

/** @returns this month where nothing that is one is asked for */
function monthOf(text: string | undefined, now: number): string {
  return text !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
    ? text
    : new Date(now * 1000).toISOString().slice(0, 7);
}
