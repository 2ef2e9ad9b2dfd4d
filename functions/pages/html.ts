import { escapeHtml } from "../words/escape.ts";

/** Text that is markup already. Made by {@link html} alone, so that nothing else reaches a page unescaped. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  static build(strings: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    return new Html(strings.reduce((text, part, index) => text + render(values[index - 1]) + part));
  }

  toString(): string {
    return this.#markup;
  }
}

export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/** Writes markup; every value in it is escaped, also for attributes in double quotes. `false` and `undefined` write nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.build(strings, values);
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.toString();
  if (typeof value === "object") return value.map(render).join("");
  return escapeHtml(String(value));
}
