import { html, type Html, type HtmlValue } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import type { SettingsGetAnswer, ShownPath, ShownVersion } from "../../acts/settings-shown.ts";
import type { ShownChange, ShownDifference, UnreadableChange } from "../../live/shown.ts";
import { dataTable } from "../data-table.ts";
import { type Times, UNKNOWN } from "../figures.ts";
import type { Screen, ScreenView } from "../screen.ts";
import { timesOf } from "../times.ts";
import { say } from "../words.ts";
import { mayTakeBack, takeBackForm, valueText } from "./live-form.ts";
import { pathForm } from "./path-form.ts";
import { testsPart } from "./settings-tests.ts";

type Shown = Extract<SettingsGetAnswer, { readonly outcome: "shown" }>;

/** What is changed without a deployment, and what may be. */
export const settingsScreen: Screen = {
  name: "settings",
  title: "settings",
  least: "operator",
  async show({ settings, config }, view) {
    const times = timesOf(settings);
    const tests = testsPart(view, config.settings);
    const asked = await view.ask("settings-get", {});
    if (asked.kind !== "answered") return html``;
    if (asked.answer.outcome !== "shown") return html`${notice("bad", say("settings.off"))} ${tests}`;
    const shown = asked.answer;
    const isOwner = view.admin.role === "owner";
    const chosen = shown.paths.find(
      ({ path, ownersOnly }) => path === view.query.path && (isOwner || !ownersOnly),
    );
    const versions = view.may("settings-versions") ? await view.ask("settings-versions", {}) : undefined;
    return html`<p class="lead">${say("settings.lead")}</p>
      ${chosen && (await pathForm(view, shown, times, chosen))} ${changesTable(view, shown, times)}
      ${pathsTable(view, shown)} ${tests}
      ${
        versions?.kind === "answered" &&
        versions.answer.outcome === "listed" &&
        versionsTable(view, versions.answer.versions, versions.answer.current, times)
      }`;
  },
};

function changesTable(view: ScreenView, shown: Shown, times: Times): Html {
  const isRead = (one: ShownChange | UnreadableChange): one is ShownChange => "path" in one;
  const whatOf = (path: string) => shown.paths.find((one) => one.path === path)?.what ?? path;
  const unreadable = shown.changes.filter((one) => !isRead(one));
  return html`${unreadable.map(({ fault = "" }) => notice("bad", say("settings.misfit", { fault })))}
  ${dataTable<ShownChange>({
    caption: say("settings.changes", { version: shown.version }),
    columns: [
      {
        head: say("settings.what"),
        cell: ({ path, entry }) =>
          html`${whatOf(path)}${entry !== undefined && html`: <bdi>${entry}</bdi>`}
            <small><code>${path}</code></small>`,
      },
      { head: say("settings.value"), cell: ({ value, state, fault = "" }) => stateOf(value, state, fault) },
      { head: say("settings.over"), cell: ({ over }) => valueText(over) },
      {
        head: say("settings.until"),
        cell: ({ until }) => (until === undefined ? say("live.forGood") : times.instant(until)),
      },
      { head: say("settings.why"), cell: ({ reason }) => html`<bdi>${reason}</bdi>` },
      {
        head: say("settings.by"),
        cell: ({ by, at }) => html`<span class="ids">${by}</span> <small>${times.instant(at)}</small>`,
      },
      {
        head: say("live.takeBack"),
        cell: ({ path, entry }) =>
          mayTakeBack(view, path) && takeBackForm(view, shown, { back: "settings", path, entry }),
      },
    ],
    rows: shown.changes.filter(isRead),
    empty: say("settings.noChanges"),
  })}`;
}

function stateOf(value: unknown, state: ShownChange["state"], fault: string): HtmlValue {
  if (state === "misfit") return html`<strong class="wrong">${say("settings.misfit", { fault })}</strong>`;
  if (state === "ended") return html`<s>${valueText(value)}</s> ${say("settings.ended")}`;
  return html`<strong>${valueText(value)}</strong>`;
}

function pathsTable({ address, admin }: ScreenView, { paths }: Shown): Html {
  const entries = html`<small>${say("settings.entries")}</small>`;
  return dataTable<ShownPath>({
    caption: say("settings.paths"),
    columns: [
      {
        head: say("settings.what"),
        cell: ({ what, path }) => html`${what} <small><code>${path}</code></small>`,
      },
      { head: say("settings.value"), cell: ({ hasEntries, now }) => (hasEntries ? entries : valueText(now)) },
      {
        head: say("settings.over"),
        cell: ({ hasEntries, deployed, choices = [] }) =>
          hasEntries ? choices.join(", ") || UNKNOWN : valueText(deployed),
      },
      {
        head: say("settings.change"),
        cell: ({ path, ownersOnly, what }) =>
          ownersOnly && admin.role !== "owner"
            ? say("settings.ownersOnly")
            : html`<a
                href="${address("settings", { path })}#change"
                aria-label="${say("settings.changeOne", { what })}"
                >${say("settings.change")}</a
              >`,
      },
    ],
    rows: paths,
    empty: "",
  });
}

function versionsTable(view: ScreenView, all: readonly ShownVersion[], current: number, times: Times): Html {
  const restore = (version: number, label: Html) =>
    view.may("settings-restore") &&
    view.forms.act({
      ...{ act: "settings-restore", label, look: "quiet", back: "settings" },
      hidden: { "base:number": String(current), "version:number": String(version) },
    });
  return html`${dataTable<ShownVersion>({
    caption: say("settings.versions"),
    columns: [
      { head: say("settings.version"), cell: ({ version }) => version },
      { head: say("settings.at"), cell: ({ at }) => times.instant(at) },
      {
        head: say("settings.differences"),
        cell: ({ differences }) => differences.map((one) => html`<div>${differenceText(one, times)}</div>`),
      },
      { head: say("settings.by"), cell: ({ by = UNKNOWN }) => html`<span class="ids">${by}</span>` },
      {
        head: say("settings.restore"),
        cell: ({ version }) => version !== current && restore(version, say("settings.restore")),
      },
    ],
    rows: all,
    empty: say("settings.noVersions"),
  })}
  ${current > 0 && restore(0, say("settings.restoreAll"))}`;
}

function differenceText({ path, entry, before, after, until }: ShownDifference, times: Times): Html {
  const place = html`<code>${path}</code>${entry !== undefined && html` <bdi>${entry}</bdi>`}`;
  return html`${say("settings.placed", { place, before: valueText(before), after: valueText(after) })}
  ${until !== undefined && say("settings.untilAt", { instant: times.instant(until) })}`;
}
