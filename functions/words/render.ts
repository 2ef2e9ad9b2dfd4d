/** How a template's own words and the values in it are written: for each kind of text its own way to escape. */
export interface Pen<Value, Part> {
  text(words: string): Part;
  value(value: Value, name: string): Part;
}

/** What fills in placeholders, by their names. */
export type Values<Value> = Readonly<Record<string, Value | undefined>>;

const PLACEHOLDER = /\{([A-Za-z]+)\}/;

/** Fills in a template in one pass, so that no value can bring a placeholder of its own. What has no value writes nothing. */
export function render<Value, Part>(
  template: string,
  values: Values<Value>,
  pen: Pen<Value, Part>,
): readonly Part[] {
  return template.split(PLACEHOLDER).flatMap((part, index) => {
    if (index % 2 === 0) return [pen.text(part)];
    const value = values[part];
    return value === undefined ? [] : [pen.value(value, part)];
  });
}
