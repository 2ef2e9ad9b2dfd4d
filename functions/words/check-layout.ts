import { placeholderFaults } from "./check-text.ts";
import {
  ATTRIBUTE_SLOTS,
  BLOCKS,
  OPTIONAL_TEXT_SLOTS,
  PICTURE_SLOT,
  PLAIN_SLOTS,
  STYLE_SLOTS,
  TEXT_SLOTS,
} from "./mail-layout.ts";
import { readMarkup } from "./markup.ts";

/** Mail programs cut a message short that is larger than about 100 kB. In characters. */
const MAX_LENGTH = 65_536;

/** A picture within the file: it is the one thing that may have an address. */
const PICTURE = /data:image\/(?:png|gif|jpeg|webp);base64,[A-Za-z0-9+/=]+/g;

/** What stands in the place of a picture while the rest is looked at. */
const PICTURED = "picture";

/** The owner's logo in a picture's place. */
const LOGO = `{${PICTURE_SLOT}}`;

const ELEMENTS = new Set(
  (
    "html head meta body div span p br hr table thead tbody tfoot tr td th " +
    "h1 h2 h3 h4 ul ol li strong b em i small bdi center img"
  ).split(" "),
);

const ATTRIBUTES = new Set(
  (
    "lang dir class id style role align valign width height border cellpadding cellspacing bgcolor " +
    "colspan rowspan charset name content alt title src aria-hidden aria-label"
  ).split(" "),
);

/** What is wrong with the owner's layout of e-mails: each fault with what mends it. */
export function layoutFaults(layout: string): readonly string[] {
  if (layout.length > MAX_LENGTH) return [`is longer than ${MAX_LENGTH} characters`];
  const source = layout.replaceAll(PICTURE, PICTURED);
  const { faults, tags, texts, titles, styles, comments } = readMarkup(source);
  const text = texts.join("");
  const attributes = tags.flatMap((tag) => tag.attributes);
  const valuesOf = (wanted: string) =>
    attributes
      .filter(({ name }) => name === wanted)
      .map(({ value }) => value)
      .join(" ");
  return [
    ...new Set([
      ...faults,
      ...addressFaults(source),
      ...tags
        .filter(({ element }) => !ELEMENTS.has(element))
        .map(({ element }) => `<${element}> may not be in an e-mail; use ${[...ELEMENTS].join(", ")}`),
      ...attributes.flatMap(attributeFaults),
      ...[...styles, valuesOf("style")].flatMap(styleFaults),
      ...placeholderFaults(text, [...TEXT_SLOTS, ...OPTIONAL_TEXT_SLOTS], "layout"),
      ...placeholderFaults(titles.join(""), PLAIN_SLOTS, "title"),
      ...placeholderFaults(
        attributes
          .filter(({ name, value }) => name !== "style" && !(name === "src" && value === LOGO))
          .map(({ value }) => value)
          .join(" "),
        [...ATTRIBUTE_SLOTS, ...PLAIN_SLOTS],
        "attribute",
      ),
      ...missing(text, TEXT_SLOTS, "between tags"),
      ...missing(valuesOf("lang"), ["locale"], 'as lang="{locale}"'),
      ...missing(valuesOf("dir"), ["direction"], 'as dir="{direction}"'),
      ...blockFaults(source, comments),
    ]),
  ];
}

/** What is loaded from elsewhere says that an e-mail was opened, and a link elsewhere is what phishing looks like. */
function addressFaults(source: string): readonly string[] {
  const found = source.match(
    /(?:[a-z][a-z0-9+.-]*:)?\/\/[^\s"'()<>]+|\b(?:www\.|mailto:|cid:)[^\s"'()<>]+/gi,
  );
  return (found ?? []).map(
    (address) =>
      `${address} is foreign: an e-mail loads nothing, and its links are those of its placeholders`,
  );
}

function attributeFaults({ name, value }: { readonly name: string; readonly value: string }) {
  if (!ATTRIBUTES.has(name))
    return [`the attribute ${name} may not be in an e-mail; use ${[...ATTRIBUTES].join(", ")}`];
  return name === "src" && value !== PICTURED && value !== LOGO
    ? [`src="${value}" must be a picture within the file: data:image/png;base64,... (or gif, jpeg, webp)`]
    : [];
}

function styleFaults(style: string): readonly string[] {
  const colours: readonly string[] = STYLE_SLOTS.map((slot) => `{${slot}}`);
  const placeholders = (style.match(/\{[A-Za-z]+\}/g) ?? []).filter((found) => !colours.includes(found));
  const loads = style.match(/@import|[\\&]|url\((?!\s*["']?picture["']?\s*\))[^)]*\)?/gi) ?? [];
  return [
    ...placeholders.map((found) => `${found} may not be in a style`),
    ...loads.map((found) => `${found} may not be in a style: an e-mail loads nothing`),
  ];
}

function missing(text: string, slots: readonly string[], where: string): readonly string[] {
  return slots
    .filter((slot) => !text.includes(`{${slot}}`))
    .map((slot) => `{${slot}} is missing; put it ${where}`);
}

/** A block is there once, closed, and its slot within it alone: left out as a whole where there is nothing to say. */
function blockFaults(source: string, comments: readonly string[]): readonly string[] {
  const pictured = comments.includes(PICTURE_SLOT) || source.includes(LOGO);
  return [...BLOCKS, ...(pictured ? [PICTURE_SLOT] : [])].flatMap((name) => {
    const [start, end] = [`<!--${name}-->`, `<!--/${name}-->`];
    const marks = comments.filter((comment) => comment === name || comment === `/${name}`);
    const [before = "", inside = "", after = ""] = source.split(new RegExp(`${start}|${end}`));
    const whole =
      marks.length === 2 &&
      marks[0] === name &&
      marks[1] === `/${name}` &&
      !/<!--\/?(paragraph|support|logo)-->/.test(inside);
    return whole && inside.includes(`{${name}}`) && !(before + after).includes(`{${name}}`)
      ? []
      : [`write {${name}} once between ${start} and ${end}`];
  });
}
