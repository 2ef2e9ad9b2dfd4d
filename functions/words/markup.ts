/** A tag that opens. */
export interface Tag {
  readonly element: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** A document, taken apart. */
export interface Markup {
  /** What cannot be read for sure. */
  readonly faults: readonly string[];
  readonly tags: readonly Tag[];
  /** What stands between tags. */
  readonly texts: readonly string[];
  readonly titles: readonly string[];
  readonly styles: readonly string[];
  readonly comments: readonly string[];
}

const TOKEN =
  /<!doctype html>|<!--(?<comment>[^<>]*?)-->|<(?<raw>title|style)>(?<content>[^<]*)<\/\k<raw>>|<(?<end>\/?)(?<element>[a-z][a-z0-9]*)(?<rest>(?:\s[^<>]*)?)>/gi;

const ATTRIBUTE = /\s+([a-z][a-z-]*)\s*=\s*"([^"]*)"/gi;

/**
 * Takes an owner's layout apart. It knows less than a browser does, so that both read the same: what it does not know is
 * a fault, conditional comments and attributes in single quotes among it.
 */
export function readMarkup(source: string): Markup {
  const [faults, tags, texts]: [string[], Tag[], string[]] = [[], [], []];
  const [titles, styles, comments]: [string[], string[], string[]] = [[], [], []];
  let end = 0;
  for (const token of source.matchAll(TOKEN)) {
    texts.push(source.slice(end, token.index));
    end = token.index + token[0].length;
    const { comment, raw, content = "", element, rest = "", end: closing } = token.groups ?? {};
    if (comment !== undefined) comments.push(comment.trim());
    if (raw !== undefined) (raw.toLowerCase() === "title" ? titles : styles).push(content);
    if (element === undefined) continue;
    if (/^(title|style)$/i.test(element)) {
      if (closing === "")
        faults.push(`${token[0]} must be written as <${element}>...</${element}>, without attributes`);
      continue;
    }
    if (rest.replaceAll(ATTRIBUTE, "").replace(/^\s*\/?$/, "") !== "")
      faults.push(`${token[0]} cannot be read; write its attributes like name="value"`);
    if (closing === "") tags.push({ element: element.toLowerCase(), attributes: attributesIn(rest) });
  }
  texts.push(source.slice(end));
  const unread = texts
    .flatMap((text) => /[<>].{0,30}/.exec(text) ?? [])
    .map((found) => `${found.trim()} cannot be read; write tags like <p style="..."> and &lt; for a sign`);
  return { faults: [...faults, ...unread], tags, texts, titles, styles, comments };
}

function attributesIn(rest: string): Tag["attributes"] {
  return [...rest.matchAll(ATTRIBUTE)].map(([, name = "", value = ""]) => ({
    name: name.toLowerCase(),
    value,
  }));
}
