import { html, type Html, type HtmlValue } from "../../../pages/html.ts";
import { type FormFields, fieldsOf } from "../fields.ts";
import type { Times } from "../figures.ts";
import type { ScreenView } from "../screen.ts";
import { say } from "../words.ts";

/** What a form of a live change is made over. */
export interface LiveFormBase {
  /** The version that the admin sees. */
  readonly version: number;
  /** The service's clock, ISO 8601. */
  readonly now: string;
}

export interface LiveForm {
  /** The screen that it goes back to, with its query. */
  readonly back: string;
  readonly label: HtmlValue;
  readonly look?: "danger" | "quiet";
  readonly path: string;
  /** Of a path with named things: one that is known, or the field by which it is named. */
  readonly entry?: string;
  readonly entryField?: (fields: FormFields) => Html;
  /** A value that is no one's to choose; as JSON. */
  readonly value?: string;
  readonly valueField?: (fields: FormFields) => Html;
  /** Whether the change has to end. */
  readonly needsEnd?: boolean;
}

/** The names of a live change's fields: a form makes one. */
export const ENTRY_FIELD = "edits.0.entry";
export const VALUE_FIELD = "edits.0.value";
/** What is wrong with the change as a whole. */
export const EDIT_ERRORS = "edits.0";

const HOUR = 3600;
const LENGTHS = [
  { hours: 1, word: "live.for1" },
  { hours: 4, word: "live.for4" },
  { hours: 24, word: "live.for24" },
  { hours: 7 * 24, word: "live.for168" },
  { hours: 31 * 24, word: "live.for744" },
] as const;

/** A form that changes one place live: what, until when, and why. */
export function liveForm(view: ScreenView, base: LiveFormBase, times: Times, form: LiveForm): Html {
  const { back, label, look, path, entry, entryField, value, valueField, needsEnd = false } = form;
  const hidden = {
    "edits.0.path": path,
    ...(entry !== undefined && { [ENTRY_FIELD]: entry }),
    ...(value !== undefined && { [`${VALUE_FIELD}:json`]: value }),
  };
  const fields = fieldsOf(view, "settings-set", `${path} ${entry ?? ""}`, hidden);
  return view.forms.act({
    ...{ act: "settings-set", label, back },
    ...(look && { look }),
    hidden: { "base:number": String(base.version), ...hidden },
    fields: html`${entryField?.(fields)} ${valueField?.(fields)} ${untilField(fields, base, times, needsEnd)}
    ${fields.text("reason", { label: say("live.reason"), hint: say("live.reasonHint"), isRequired: true, most: 300 })}`,
  });
}

function untilField(fields: FormFields, { now }: LiveFormBase, times: Times, needsEnd: boolean): Html {
  // Allowed for 31 days at most, and the form may lie open for a while.
  const ends = LENGTHS.map(({ hours, word }) => {
    const at = new Date(Date.parse(now) + hours * HOUR * 1000 - 1000).toISOString();
    return { value: at, label: html`${say(word)}, ${times.plain(at)}` };
  });
  return fields.choice("edits.0.until", {
    label: say("live.until"),
    options: needsEnd ? ends : [{ value: "", label: say("live.forGood") }, ...ends],
  });
}

/** Whether the form is of use: to take a stop back opens, which is an owner's; to allow a network no more is anyone's. */
export function mayTakeBack({ admin, may }: Pick<ScreenView, "admin" | "may">, path: string): boolean {
  return may("settings-remove") && (admin.role === "owner" || path === "networks.allowed");
}

/** A form that takes a live change back. */
export function takeBackForm(
  view: ScreenView,
  { version }: LiveFormBase,
  {
    back,
    path,
    entry,
  }: { readonly back: string; readonly path: string; readonly entry?: string | undefined },
): Html {
  const hidden = { "places.0.path": path, ...(entry !== undefined && { "places.0.entry": entry }) };
  const fields = fieldsOf(view, "settings-remove", `${path} ${entry ?? ""}`, hidden);
  return view.forms.act({
    ...{ act: "settings-remove", label: say("live.takeBack"), look: "quiet", back },
    hidden: { "base:number": String(version), ...hidden },
    fields: fields.text("reason", {
      label: say("live.reason"),
      isRequired: true,
      most: 300,
      errorsOf: "places.0",
    }),
  });
}

/** A value of the settings as a person reads it. */
export function valueText(value: unknown): HtmlValue {
  if (value === null || value === undefined) return say("live.nothing");
  if (value === true) return say("live.yes");
  if (value === false) return say("live.no");
  if (Array.isArray(value)) return value.length === 0 ? say("live.nothing") : value.join(", ");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // A logo is long.
  return html`<bdi>${text.length > 120 ? `${text.slice(0, 119)}…` : text}</bdi>`;
}
