import { type Html, html, type HtmlValue } from "../../pages/html.ts";
import type { ScreenView } from "./screen.ts";

interface Field {
  readonly label: HtmlValue;
  readonly hint?: HtmlValue;
  /** What stands in it at first; what was typed into a form that was refused takes its place. */
  readonly value?: string | undefined;
  readonly isRequired?: boolean;
  /** What is wrong with this whole is said at this field of it. */
  readonly errorsOf?: string;
}

export interface TextField extends Field {
  readonly type?: "text" | "search" | "number" | "datetime-local" | "month";
  /** Ids of the owner and addresses are no words: a browser neither corrects them nor keeps them. */
  readonly isName?: true;
  readonly most?: number;
}

export interface AreaField extends Field {
  readonly rows?: number;
}

export interface ChoiceField extends Field {
  readonly options: readonly { readonly value: string; readonly label: HtmlValue }[];
}

/** The fields of one form, each with its label, its hint, and what was wrong with what was typed into it. */
export interface FormFields {
  text(name: string, field: TextField): Html;
  area(name: string, field: AreaField): Html;
  choice(name: string, field: ChoiceField): Html;
  file(name: string, field: Omit<Field, "value">): Html;
  flag(name: string, field: Omit<Field, "value">): Html;
}

interface Placed {
  readonly id: string;
  readonly typed: string | undefined;
  readonly error: string | undefined;
}

/**
 * The fields of an act's form. Where that form was refused, they keep what was typed, and say what is wrong with it.
 * @param key tells apart several forms of one act on a page, each with its own hidden fields
 */
export function fieldsOf(
  { refused }: { readonly refused?: ScreenView["refused"] | undefined },
  act: string,
  key = "",
  hidden: Readonly<Record<string, string | undefined>> = {},
): FormFields {
  const isOurs =
    refused?.act === act &&
    Object.entries(hidden).every(([name, value]) => value === undefined || refused.fields[name] === value);
  const placed = (name: string, { errorsOf }: Pick<Field, "errorsOf">): Placed => {
    const [path = name] = name.split(":");
    const own = Object.entries(isOurs ? refused.errors : {}).find(
      ([at]) => at === path || at === errorsOf || at.startsWith(`${path}.`),
    );
    return {
      // With what it is read as: a file and pasted lines are two fields of one name.
      id: [act, key, name]
        .filter(Boolean)
        .join("-")
        .replaceAll(/[^\w-]/g, "-"),
      typed: isOurs ? (refused.fields[name] ?? "") : undefined,
      error: own?.[1],
    };
  };
  return {
    text(name, field) {
      const { type = "text", isName, most, value, isRequired } = field;
      const at = placed(name, field);
      return around(
        at,
        field,
        html`<input
          ${attributes(at, name, field)}
          type="${type}"
          value="${at.typed ?? value ?? ""}"
          ${isName && html`autocomplete="off" autocapitalize="none" spellcheck="false" dir="auto"`}
          ${most !== undefined && html`maxlength="${most}"`}
          ${isRequired && html`required`}
        />`,
      );
    },
    area(name, field) {
      const at = placed(name, field);
      const { rows = 4, value, isRequired } = field;
      // The first line break of a text area is not part of it.
      return around(
        at,
        field,
        html`<textarea
          ${attributes(at, name, field)}
          rows="${rows}"
          ${isRequired && html`required`}
          spellcheck="false"
        >
${at.typed ?? value ?? ""}</textarea>`,
      );
    },
    choice(name, field) {
      const at = placed(name, field);
      const chosen = at.typed ?? field.value ?? "";
      return around(
        at,
        field,
        html`<select ${attributes(at, name, field)}>
          ${field.options.map(
            ({ value, label }) =>
              html`<option value="${value}" ${value === chosen && html`selected`}>${label}</option>`,
          )}
        </select>`,
      );
    },
    file(name, field) {
      const at = placed(name, field);
      return around(at, field, html`<input ${attributes(at, name, field)} type="file" />`);
    },
    flag(name, field) {
      const at = placed(name, field);
      const isOn = at.typed !== undefined && at.typed !== "";
      return html`<div class="flag">
        <label
          ><input
            ${attributes(at, name, field)}
            type="checkbox"
            value="yes"
            ${isOn && html`checked`}
            ${field.isRequired && html`required`}
          />
          <span>${field.label}</span></label
        >
        ${below(at, field)}
      </div>`;
    },
  };
}

function around(at: Placed, field: Field, input: Html): Html {
  return html`<div class="field">
    <label for="${at.id}">${field.label}</label>
    ${input} ${below(at, field)}
  </div>`;
}

function attributes({ id, error }: Placed, name: string, { hint }: Pick<Field, "hint">): Html {
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
    .filter((one) => one !== false)
    .join(" ");
  return html`id="${id}" name="${name}" ${error !== undefined && html`aria-invalid="true"`}
  ${described !== "" && html`aria-describedby="${described}"`}`;
}

function below({ id, error }: Placed, { hint }: Pick<Field, "hint">): Html {
  return html`${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
  ${error !== undefined && html`<p class="error" id="${id}-error">${error}</p>`}`;
}
