/** Where a form goes back to. */
export interface Back {
  readonly screen: string;
  readonly query: Readonly<Record<string, string>>;
}

const BACK = /^([a-z][a-z-]*)(?:\?(.*))?$/;

/** Whether a text can name one of the desk's screens, with a query or without. */
export function isBack(text: string): boolean {
  return BACK.test(text);
}

/** One of the desk's own screens, whatever a form's field says. */
export function backOf(text = ""): Back {
  const [, screen = "", query = ""] = BACK.exec(text) ?? [];
  return { screen, query: Object.fromEntries(new URLSearchParams(query)) };
}
