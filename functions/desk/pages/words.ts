import { type Html, html, type HtmlValue } from "../../pages/html.ts";
import { EN } from "./words/en.ts";

/** The name of a text of the desk. */
export type WordKey = keyof typeof EN;

/** A text of the desk with its `{placeholders}` filled; markup in values stays markup. */
export function say(key: WordKey, values: Readonly<Record<string, HtmlValue>> = {}): Html {
  const parts: readonly HtmlValue[] = EN[key]
    .split(/(\{\w+\})/)
    .map((part) => (/^\{\w+\}$/.test(part) ? values[part.slice(1, -1)] : part));
  return html`${parts}`;
}

/** The text of an outcome or of a name that the program has, like `no-such-contact`; its own words where there is none. */
export function sayNamed(kind: "outcome" | "problem" | "role", name: string): Html {
  const key = `${kind}.${name}`;
  return isWord(key) ? say(key) : html`${name.replaceAll("-", " ")}`;
}

function isWord(key: string): key is WordKey {
  return Object.hasOwn(EN, key);
}
