import type { PreviewedMessage } from "../../../delivery/port.ts";
import { html, type Html } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import type { SettingsPreviewAnswer, ShownText } from "../../acts/settings-preview.ts";
import type { ShownPath } from "../../acts/settings-shown.ts";
import { dataTable } from "../data-table.ts";
import { fieldsOf } from "../fields.ts";
import { hiddenFields } from "../forms.ts";
import type { Times } from "../figures.ts";
import type { ScreenView } from "../screen.ts";
import { say } from "../words.ts";
import { liveForm, type LiveFormBase, valueText } from "./live-form.ts";

/** Whether a setting is seen before it is saved: words and looks. */
export function isPreviewed({ path }: Pick<ShownPath, "path">): boolean {
  return path === "words" || path.startsWith("brand.");
}

/** A text or a look: typed, seen as messages would have it, and only then saved. */
export async function previewOf(
  view: ScreenView,
  base: LiveFormBase,
  times: Times,
  { path, hasEntries }: ShownPath,
): Promise<Html> {
  const { entry = "", value = "", locale = "" } = view.query;
  const isAsked = value.trim() !== "" && (!hasEntries || entry.trim() !== "");
  const edit = editOf(view.query, path, hasEntries);
  const asked = await view.ask("settings-preview", {
    edits: isAsked ? [edit] : [],
    allTexts: !isAsked && path === "words",
    ...(locale !== "" && { locale }),
  });
  const answer = asked.kind === "answered" ? asked.answer : undefined;
  const errors = asked.kind === "invalid" ? asked.errors : [];
  return html`${errors.map(({ message }) => notice("bad", html`${message}`))}
  ${lookForm(view, path, hasEntries)}
  ${answer?.outcome === "previewed" && (isAsked ? seen(view, path, answer) : texts(view, answer))}
  ${
    answer?.outcome === "previewed" &&
    isAsked &&
    answer.faults.length === 0 &&
    liveForm(view, base, times, {
      ...{ back: `settings?path=${encodeURIComponent(path)}`, label: say("settings.set"), path },
      ...(hasEntries && { entry: edit.entry ?? "" }),
      value: JSON.stringify(edit.value),
    })
  }`;
}

/** The change that is typed. */
export function editOf({ entry = "", value = "" }: ScreenView["query"], path: string, hasEntries: boolean) {
  return { path, value: readValue(value), ...(hasEntries && { entry: entry.trim() }) };
}

/** A text that counts has several forms, written as JSON. */
function readValue(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function lookForm({ forms, query }: ScreenView, path: string, hasEntries: boolean): Html {
  const fields = fieldsOf({}, "preview");
  const hint = { "brand.color": "settings.hintColor", "brand.logo": "settings.hintLogo" } as const;
  return forms.find({
    screen: "settings",
    label: say("preview.look"),
    fields: html`<input type="hidden" name="path" value="${path}" /> ${
        hasEntries &&
        fields.text("entry", {
          ...{ label: say("settings.entry"), hint: say("settings.hintWord") },
          ...{ value: query.entry, isName: true, isRequired: true, most: 100 },
        })
      }
      ${fields.area("value", {
        ...{ label: say("settings.newValue"), value: query.value, rows: 3, isRequired: true },
        hint: say(path in hint ? hint[path as keyof typeof hint] : "settings.hintText"),
      })}`,
  });
}

type Previewed = Extract<SettingsPreviewAnswer, { readonly outcome: "previewed" }>;

function seen(view: ScreenView, path: string, { faults, messages, differences, locale }: Previewed): Html {
  if (faults.length > 0) return html`${faults.map((fault) => notice("bad", html`${fault}`))}`;
  return html`<h3>${say("preview.messages")}</h3>
    ${differences.map(
      ({ before, after }) =>
        html`<p>
          ${say("settings.placed", { place: say("preview.change"), before: valueText(before), after: valueText(after) })}
        </p>`,
    )}
    <div class="previews">${messages.map((one) => messageOf(view, { path, locale }, one))}</div>
    <p class="hint">${say("preview.noCode")}</p>`;
}

function messageOf(
  { forms, query }: ScreenView,
  of: { readonly path: string; readonly locale: string },
  { purpose, channel, subject, text, segments, html: mail }: PreviewedMessage,
): Html {
  const { entry, value } = query;
  return html`<article class="card">
    <p class="hint">
      ${channel},
      ${purpose}${segments !== undefined && html`, ${say("preview.segments", { count: segments })}`}
    </p>
    ${subject !== undefined && html`<p><strong dir="auto">${subject}</strong></p>`}
    ${text.split("\n").map((line) => line.trim() !== "" && html`<p dir="auto">${line}</p>`)}
    ${
      mail !== undefined &&
      forms.find({
        ...{ screen: "settings-mail", label: say("preview.asMail", { purpose }), opensBeside: true },
        fields: hiddenFields({ ...of, entry, value, purpose }),
      })
    }
  </article>`;
}

/** Every text of a language, so that one can be chosen. */
function texts({ address }: ScreenView, { texts: all, locale, locales }: Previewed): Html | false {
  if (all.length === 0) return false;
  return html`<details>
    <summary>${say("preview.allTexts", { locale })}</summary>
    <p class="links">
      ${locales.map(
        (one) =>
          html`<a
            href="${address("settings", { path: "words", locale: one })}#change"
            ${one === locale && html`aria-current="true"`}
            >${one}</a
          >`,
      )}
    </p>
    ${dataTable<ShownText>({
      caption: say("preview.texts", { locale }),
      columns: [
        { head: say("settings.entry"), cell: ({ name }) => html`<code>${locale}/${name}</code>` },
        { head: say("settings.value"), cell: ({ after }) => valueText(after) },
      ],
      rows: all,
      empty: "",
    })}
  </details>`;
}
