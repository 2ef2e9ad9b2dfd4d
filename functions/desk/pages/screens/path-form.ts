import { html, type Html } from "../../../pages/html.ts";
import type { ShownPath } from "../../acts/settings-shown.ts";
import type { FormFields } from "../fields.ts";
import type { Times } from "../figures.ts";
import type { ScreenView } from "../screen.ts";
import { say, type WordKey } from "../words.ts";
import {
  EDIT_ERRORS,
  ENTRY_FIELD,
  liveForm,
  type LiveForm,
  type LiveFormBase,
  VALUE_FIELD,
} from "./live-form.ts";
import { isPreviewed, previewOf } from "./preview.ts";

/** The form that changes one setting; words and looks are seen before. */
export async function pathForm(
  view: ScreenView,
  base: LiveFormBase,
  times: Times,
  path: ShownPath,
): Promise<Html> {
  const back = `settings?path=${encodeURIComponent(path.path)}`;
  const form: LiveForm = {
    ...{ back, label: say("settings.set"), path: path.path, needsEnd: path.needsEnd },
    ...entryOf(path),
    ...valueOf(path),
  };
  return html`<section class="card" id="change">
    <h2>${say("settings.changeOne", { what: path.what })}</h2>
    <p class="hint"><code>${path.path}</code></p>
    ${isPreviewed(path) ? await previewOf(view, base, times, path) : liveForm(view, base, times, form)}
  </section>`;
}

const ENTRIES: Readonly<Record<string, WordKey>> = {
  "channels.sms.countries": "settings.hintCountry",
  "networks.denied": "settings.hintNetwork",
  "networks.allowed": "settings.hintNetwork",
  "clients.suspended": "settings.hintApp",
  "admins.suspended": "settings.hintAdmin",
};

function entryOf({ path, hasEntries, choices }: ShownPath): Pick<LiveForm, "entryField"> {
  if (!hasEntries) return {};
  const label = say("settings.entry");
  return {
    entryField: (fields) =>
      choices && choices.length > 0
        ? fields.choice(ENTRY_FIELD, {
            label,
            errorsOf: EDIT_ERRORS,
            options: choices.map((one) => ({ value: one, label: one })),
          })
        : fields.text(ENTRY_FIELD, {
            ...{ label, isName: true, isRequired: true, most: 100, errorsOf: EDIT_ERRORS },
            hint: say(ENTRIES[path] ?? "settings.entry"),
          }),
  };
}

/** Paths whose changes do one thing, and its word. */
const ONE_WAY: readonly (readonly [RegExp, string, WordKey])[] = [
  [/^channels\.\w+\.enabled$|^channels\.sms\.countries$/, "false", "settings.stop"],
  [/^networks\.denied$/, "true", "settings.deny"],
  [/^networks\.allowed$/, "true", "settings.allow"],
  [/\.suspended$/, "true", "settings.suspend"],
];

function valueOf({
  path,
  now,
  choices,
}: ShownPath): Pick<LiveForm, "value" | "valueField" | "label" | "look"> {
  const [, value, word] = ONE_WAY.find(([shape]) => shape.test(path)) ?? [];
  if (value !== undefined && word !== undefined)
    return { value, label: say(word), ...(path !== "networks.allowed" && { look: "danger" }) };
  return { label: say("settings.set"), valueField: (fields) => valueField(fields, now, choices) };
}

function valueField(fields: FormFields, now: unknown, choices: readonly string[] | undefined): Html {
  const field = { label: say("settings.newValue"), isRequired: true, errorsOf: EDIT_ERRORS };
  if (Array.isArray(now))
    return fields.area(`${VALUE_FIELD}:lines`, {
      ...field,
      value: now.join("\n"),
      rows: Math.max(2, now.length),
      hint: say("settings.hintProviders", { choices: (choices ?? []).join(", ") }),
    });
  if (choices)
    return fields.choice(VALUE_FIELD, {
      ...field,
      options: choices.map((one) => ({ value: one, label: one })),
    });
  if (typeof now === "number")
    return fields.text(`${VALUE_FIELD}:json`, {
      ...field,
      value: String(now),
      hint: say("settings.hintNumber"),
    });
  // A limit that is off has a word in place of its number.
  return fields.text(`${VALUE_FIELD}:json`, { ...field, value: typeof now === "string" ? now : "" });
}
