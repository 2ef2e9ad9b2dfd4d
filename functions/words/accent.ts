/** The colours that the pages make of an owner's one, for a scheme. */
export interface Accent {
  /** The owner's very colour: buttons and the mark are filled with it. */
  readonly fill: string;
  /** Under the pointer. */
  readonly strong: string;
  /** What is written on it: black or white. */
  readonly on: string;
  /** Around it: another colour only where it would not stand out from the card. */
  readonly edge: string;
  /** The colour made readable on the card: links, frames and what has the focus. */
  readonly accent: string;
  /** Behind what is chosen. */
  readonly tint: string;
}

type Rgb = readonly [number, number, number];

/** The cards that accents stand on; see frame.css. */
const LIGHT_CARD: Rgb = [255, 255, 255];
const DARK_CARD: Rgb = [20, 29, 46];
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
const ALMOST_BLACK: Rgb = [11, 18, 32];

/** Text needs 4.5 (WCAG 2.2, 1.4.3); the rest is for the tint that it may stand on. */
const CONTRAST = 5.5;

/** The least that text needs; black or white has it on every colour. */
const LEAST_CONTRAST = 4.5;

/** A button that stands out less from the card than this has a line around it. */
const STANDS_OUT = 1.4;

/**
 * What the pages make of an owner's colour. Buttons keep it, with black or white on it, whichever can be read. What is
 * written in it is made darker until it can be read on a white card, or lighter until it can on a dark one.
 * @param color `#rrggbb`
 */
export function accentsOf(color: string): { readonly light: Accent; readonly dark: Accent } {
  const given = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as unknown as Rgb;
  return {
    light: accentOn(LIGHT_CARD, given, readable(given, BLACK, LIGHT_CARD), 0.07),
    dark: accentOn(DARK_CARD, given, readable(given, WHITE, DARK_CARD), 0.12),
  };
}

function accentOn(card: Rgb, fill: Rgb, accent: Rgb, tint: number): Accent {
  const on = writtenOn(fill);
  return {
    fill: hex(fill),
    strong: hex(mix(fill, on === WHITE ? BLACK : WHITE, 0.2)),
    on: hex(on),
    edge: hex(contrast(fill, card) < STANDS_OUT ? accent : fill),
    accent: hex(accent),
    tint: hex(mix(card, accent, tint)),
  };
}

function writtenOn(fill: Rgb): Rgb {
  if (contrast(WHITE, fill) >= LEAST_CONTRAST) return WHITE;
  return contrast(ALMOST_BLACK, fill) >= LEAST_CONTRAST ? ALMOST_BLACK : BLACK;
}

function readable(color: Rgb, towards: Rgb, card: Rgb): Rgb {
  for (let part = 0; part < 1; part += 0.02) {
    const mixed = mix(color, towards, part);
    if (contrast(mixed, card) >= CONTRAST) return mixed;
  }
  return towards;
}

function mix(one: Rgb, other: Rgb, part: number): Rgb {
  return one.map((value, index) =>
    Math.round(value + ((other[index] ?? 0) - value) * part),
  ) as unknown as Rgb;
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function hex(color: Rgb): string {
  return `#${color.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
