import { EVENT_KINDS } from "../../../domain/statistics/security-event.ts";
import { html, type Html } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import type { ShownEvent } from "../../acts/looking.ts";
import type { ShownDelivery, ShownReceiver } from "../../acts/receivers.ts";
import { dataTable } from "../data-table.ts";
import { fieldsOf } from "../fields.ts";
import { wholeNumber } from "../figures.ts";
import type { Times } from "../figures.ts";
import type { Screen, ScreenView } from "../screen.ts";
import { timesOf } from "../times.ts";
import { say } from "../words.ts";

const DAYS = ["1", "7", "30"];

/** Security events, and what the owner's own systems were told. */
export const eventsScreen: Screen = {
  name: "events",
  title: "events",
  least: "viewer",
  async show({ settings }, view) {
    const { ask, query, may } = view;
    const times = timesOf(settings);
    const days = DAYS.find((one) => one === query.days) ?? "1";
    const kind = EVENT_KINDS.find((one) => one === query.kind);
    const [found, told] = await Promise.all([
      ask("events", { days: Number(days), ...(kind && { kinds: [kind] }) }),
      may("events-deliveries") ? ask("events-deliveries", {}) : undefined,
    ]);
    return html`<p class="lead">${say("events.lead")}</p>
      ${filter(view, days, kind)} ${found.kind === "answered" && eventsTable(found.answer.events, times)}
      ${told?.kind === "answered" && receivers(view, told.answer.receivers, times)}`;
  },
};

function filter({ address }: ScreenView, days: string, kind: string | undefined): Html {
  const fields = fieldsOf({}, "events");
  return html`<form class="find" method="get" action="${address("events")}">
    <div class="beside">
      ${fields.choice("days", { label: say("events.days"), value: days, options: DAYS.map((value) => ({ value, label: value })) })}
      ${fields.choice("kind", {
        label: say("events.kind"),
        value: kind ?? "",
        options: [
          { value: "", label: say("events.allKinds") },
          ...EVENT_KINDS.map((value) => ({ value, label: say(`events.${value}`) })),
        ],
      })}
    </div>
    <button>${say("events.show")}</button>
  </form>`;
}

function eventsTable(all: readonly ShownEvent[], times: Times): Html {
  return html`${dataTable<ShownEvent>({
    caption: say("events.security"),
    columns: [
      { head: say("events.last"), cell: ({ lastAt }) => times.instant(lastAt) },
      { head: say("events.kind"), cell: ({ kind }) => say(`events.${kind}`) },
      { head: say("events.to"), cell: ({ to }) => html`<bdi dir="ltr">${to}</bdi>` },
      { head: say("events.count"), cell: ({ count }) => wholeNumber(count), figure: true },
      { head: say("events.first"), cell: ({ firstAt }) => times.instant(firstAt) },
      { head: say("events.person"), cell: ({ person }) => html`<code>${person}</code>` },
    ],
    rows: all,
    empty: say("events.none"),
  })}
  ${all.length > 0 && html`<p class="hint">${say("events.personHint")}</p>`}`;
}

function receivers(view: ScreenView, all: readonly ShownReceiver[], times: Times): Html {
  return html`<h2>${say("events.receivers")}</h2>
    ${
      all.length === 0
        ? html`<p class="empty">${say("events.noReceivers")}</p>`
        : html`<p>${say("events.receiversLead")}</p>`
    }
    ${all.map((one) => receiverOf(view, one, times))}`;
}

function receiverOf(view: ScreenView, { receiver, offUntil, deliveries }: ShownReceiver, times: Times): Html {
  const { forms, may } = view;
  const resend = (event: string, label: Html) =>
    may("events-replay") &&
    forms.act({ act: "events-replay", label, hidden: { receiver, event }, back: "events", look: "quiet" });
  const isMissed = deliveries.some(({ deliveredAt }) => deliveredAt === undefined);
  return html`<section>
    ${offUntil !== undefined && notice("bad", say("events.off", { instant: times.instant(offUntil) }))}
    ${dataTable<ShownDelivery>({
      caption: say("events.deliveries", { receiver }),
      columns: [
        { head: say("events.at"), cell: ({ at }) => times.instant(at) },
        { head: say("events.type"), cell: ({ type }) => html`<code>${type}</code>` },
        { head: say("events.answer"), cell: ({ answer }) => answer },
        { head: say("events.tries"), cell: ({ tries }) => tries, figure: true },
        {
          head: say("events.taken"),
          cell: ({ deliveredAt }) =>
            deliveredAt === undefined
              ? html`<strong class="wrong">${say("events.notTaken")}</strong>`
              : times.instant(deliveredAt),
        },
        { head: say("events.resend"), cell: ({ event }) => resend(event, say("events.resend")) },
      ],
      rows: deliveries,
      empty: say("events.noDeliveries"),
    })}
    <div class="acts">
      ${
        may("events-test") &&
        forms.act({ act: "events-test", label: say("events.test"), hidden: { receiver }, back: "events" })
      }
      ${isMissed && resend("missed", say("events.resendMissed"))}
    </div>
  </section>`;
}
