import { html, type Html } from "../../../pages/html.ts";
import type { SettingsGetAnswer } from "../../acts/settings-shown.ts";
import type { AttacksAnswer, ShownNetwork } from "../../acts/attacks.ts";
import type { ShownEvent } from "../../acts/looking.ts";
import { notice } from "../../../pages/layout.ts";
import { dataTable } from "../data-table.ts";
import { fieldsOf } from "../fields.ts";
import { type Times, wholeNumber } from "../figures.ts";
import type { Screen, ScreenView } from "../screen.ts";
import { timesOf } from "../times.ts";
import { say } from "../words.ts";
import { breakerPart } from "./attacks-breaker.ts";
import { EDIT_ERRORS, ENTRY_FIELD, liveForm, mayTakeBack, takeBackForm } from "./live-form.ts";

/** The hours that are shown, and the days of events that go with them. */
const SPANS = [
  { hours: "24", days: 1, word: "attacks.day" },
  { hours: "168", days: 7, word: "attacks.week" },
  { hours: "720", days: 30, word: "attacks.month" },
] as const;

/** Who attacks, what the service has stopped by itself, and what may be done. */
export const attacksScreen: Screen = {
  name: "attacks",
  title: "attacks",
  least: "viewer",
  async show({ settings }, view) {
    const times = timesOf(settings);
    const { ask, may, query } = view;
    const { before } = query;
    const span = SPANS.find(({ hours }) => hours === query.hours) ?? SPANS[0];
    const [found, happened, live] = await Promise.all([
      ask("attacks", { hours: Number(span.hours), timeZone: times.zone, ...(before && { before }) }),
      ask("events", { days: span.days, kinds: ["stopped", "strong-code", "locked"] }),
      may("settings-get") ? ask("settings-get", {}) : undefined,
    ]);
    const events = happened.kind === "answered" ? happened.answer.events : [];
    return html`<p class="lead">${say("attacks.lead")}</p>
      ${filter(view, span.hours)}
      ${found.kind === "invalid" && notice("bad", html`${found.errors[0]?.message}`)}
      ${found.kind === "answered" && networksPart(view, found.answer, times)}
      ${found.kind === "answered" && breakerPart(found.answer.breaker, times)} ${stoppedTable(events, times)}
      ${strongTable(events, times)}
      ${live?.kind === "answered" && live.answer.outcome === "shown" && actsOf(view, live.answer, times)}`;
  },
};

function filter({ address }: ScreenView, hours: string): Html {
  const fields = fieldsOf({}, "attacks");
  return html`<form class="find" method="get" action="${address("attacks")}">
    ${fields.choice("hours", {
      label: say("attacks.hours"),
      value: hours,
      options: SPANS.map((one) => ({ value: one.hours, label: say(one.word) })),
    })}
    <button>${say("attacks.show")}</button>
  </form>`;
}

function networksPart({ address }: ScreenView, { hours, networks, next }: AttacksAnswer, times: Times): Html {
  const older = () => address("attacks", { hours: String(hours), before: next });
  return html`${networksTable(networks, times)}
  ${next !== undefined && html`<p><a href="${older()}">${say("attacks.older")}</a></p>`}`;
}

function networksTable(networks: readonly ShownNetwork[], times: Times): Html {
  return dataTable<ShownNetwork>({
    caption: say("attacks.networks"),
    columns: [
      { head: say("attacks.network"), cell: ({ network }) => html`<code>${network}</code>` },
      { head: say("attacks.wrong"), cell: ({ wrong }) => wholeNumber(wrong), figure: true },
      { head: say("attacks.refused"), cell: ({ refusedHours }) => wholeNumber(refusedHours), figure: true },
      { head: say("attacks.since"), cell: ({ since }) => times.instant(since) },
      { head: say("attacks.last"), cell: ({ lastAt }) => times.instant(lastAt) },
    ],
    rows: networks,
    empty: say("attacks.none"),
  });
}

function stoppedTable(events: readonly ShownEvent[], times: Times): Html {
  return dataTable<ShownEvent>({
    caption: say("attacks.stopped"),
    columns: [
      { head: say("attacks.place"), cell: ({ to }) => html`<bdi dir="ltr">${to}</bdi>` },
      { head: say("attacks.times"), cell: ({ count }) => wholeNumber(count), figure: true },
      { head: say("attacks.since"), cell: ({ firstAt }) => times.instant(firstAt) },
      { head: say("attacks.last"), cell: ({ lastAt }) => times.instant(lastAt) },
    ],
    rows: events.filter(({ kind }) => kind === "stopped"),
    empty: say("attacks.noneStopped"),
  });
}

function strongTable(events: readonly ShownEvent[], times: Times): Html {
  return dataTable<ShownEvent>({
    caption: say("attacks.strong"),
    columns: [
      { head: say("attacks.whom"), cell: ({ to }) => html`<bdi dir="ltr">${to}</bdi>` },
      { head: say("events.kind"), cell: ({ kind }) => say(`events.${kind}`) },
      { head: say("attacks.times"), cell: ({ count }) => wholeNumber(count), figure: true },
      { head: say("attacks.last"), cell: ({ lastAt }) => times.instant(lastAt) },
    ],
    rows: events.filter(({ kind }) => kind !== "stopped"),
    empty: say("attacks.noneStrong"),
  });
}

type Live = Extract<SettingsGetAnswer, { readonly outcome: "shown" }>;

function actsOf(view: ScreenView, live: Live, times: Times): Html {
  const countries = live.paths.find(({ path }) => path === "channels.sms.countries")?.choices ?? [];
  const network = (path: string) =>
    ({
      ...{ back: "attacks", path, value: "true" },
      entryField: (fields: ReturnType<typeof fieldsOf>) =>
        fields.text(ENTRY_FIELD, {
          ...{ label: say("attacks.name"), hint: say("attacks.nameHint"), isName: true, isRequired: true },
          errorsOf: EDIT_ERRORS,
        }),
    }) as const;
  return html`<h2>${say("attacks.act")}</h2>
    ${inForce(view, live, times)}
    ${folded(view, "networks.denied", "attacks.deny", "attacks.denyHint", () =>
      liveForm(view, live, times, {
        ...network("networks.denied"),
        label: say("attacks.deny"),
        look: "danger",
      }),
    )}
    ${
      countries.length > 0 &&
      folded(view, "channels.sms.countries", "attacks.stop", "attacks.stopHint", () =>
        liveForm(view, live, times, {
          ...{ back: "attacks", path: "channels.sms.countries", value: "false", look: "danger" },
          label: say("attacks.stop"),
          entryField: (fields) =>
            fields.choice(ENTRY_FIELD, {
              label: say("attacks.country"),
              errorsOf: EDIT_ERRORS,
              options: countries.map((one) => ({ value: one, label: one })),
            }),
        }),
      )
    }
    ${
      // To open is an owner's.
      view.admin.role === "owner" &&
      folded(view, "networks.allowed", "attacks.allow", "attacks.allowHint", () =>
        liveForm(view, live, times, {
          ...network("networks.allowed"),
          label: say("attacks.allow"),
          needsEnd: true,
        }),
      )
    }`;
}

function folded(
  { refused }: ScreenView,
  path: string,
  title: "attacks.deny" | "attacks.stop" | "attacks.allow",
  hint: "attacks.denyHint" | "attacks.stopHint" | "attacks.allowHint",
  form: () => Html,
): Html {
  return html`<details ${refused?.fields["edits.0.path"] === path && html`open`}>
    <summary>${say(title)}</summary>
    <p>${say(hint)}</p>
    ${form()}
  </details>`;
}

const PLACES: ReadonlySet<string> = new Set([
  "networks.denied",
  "networks.allowed",
  "channels.sms.countries",
]);

/** What is denied, allowed and stopped now, each to be taken back. */
function inForce(view: ScreenView, live: Live, times: Times): Html {
  const all = live.changes.flatMap((one) =>
    "path" in one && PLACES.has(one.path) && one.state === "holds" ? [one] : [],
  );
  return dataTable<(typeof all)[number]>({
    caption: say("attacks.inForce"),
    columns: [
      { head: say("attacks.place"), cell: ({ entry = "" }) => html`<bdi dir="ltr">${entry}</bdi>` },
      { head: say("settings.what"), cell: ({ path }) => say(WORDS[path] ?? "attacks.stop") },
      {
        head: say("settings.until"),
        cell: ({ until }) => (until === undefined ? say("live.forGood") : times.instant(until)),
      },
      { head: say("settings.why"), cell: ({ reason }) => html`<bdi>${reason}</bdi>` },
      {
        head: say("live.takeBack"),
        cell: ({ path, entry }) =>
          mayTakeBack(view, path) && takeBackForm(view, live, { back: "attacks", path, entry }),
      },
    ],
    rows: all,
    empty: say("attacks.noneInForce"),
  });
}

const WORDS: Readonly<Record<string, "attacks.denied" | "attacks.allowed" | "attacks.countries">> = {
  "networks.denied": "attacks.denied",
  "networks.allowed": "attacks.allowed",
  "channels.sms.countries": "attacks.countries",
};
