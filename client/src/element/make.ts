/** Makes an element without markup, which a page may forbid (trusted types): text stays text. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A place that the page may fill itself. */
export function slot(name: string, ...otherwise: (Node | string)[]): HTMLSlotElement {
  return make("slot", { name }, ...otherwise);
}

/** A button that does something else than the form. */
export function button(part: string, text: string, onClick: () => void): HTMLButtonElement {
  const made = make("button", { type: "button", part }, text);
  made.addEventListener("click", onClick);
  return made;
}

/** A labelled field with its hint and the place of its error, tied together for screen readers. */
export function field(
  label: string,
  hint: string,
  attributes: Readonly<Record<string, string>>,
): readonly [label: HTMLElement, input: HTMLInputElement, error: HTMLElement, hint: HTMLElement] {
  return [
    make("label", { for: "field", part: "label" }, label),
    make("input", { id: "field", part: "input", "aria-describedby": "error hint", ...attributes }),
    make("p", { id: "error", part: "error", class: "error" }),
    make("p", { id: "hint", part: "hint", class: "hint" }, hint),
  ];
}
