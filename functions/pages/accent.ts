/** The colours that the pages make of an owner's one, for a scheme. */
export interface Accent {
  readonly accent: string;
  /** Under the pointer. */
  readonly strong: string;
  /** What is written on it. */
  readonly on: string;
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

/**
 * Makes an owner's colour readable, in both schemes: darker until it stands out from a white card, or lighter until it
 * does from a dark one. A colour that does already stays as it is.
 * @param color `#rrggbb`
 */
export function accentsOf(color: string): { readonly light: Accent; readonly dark: Accent } {
  const given = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as unknown as Rgb;
  const light = readable(given, BLACK, LIGHT_CARD);
  const dark = readable(given, WHITE, DARK_CARD);
  return {
    light: {
      accent: hex(light),
      strong: hex(mix(light, BLACK, 0.2)),
      on: hex(WHITE),
      tint: hex(mix(LIGHT_CARD, light, 0.07)),
    },
    dark: {
      accent: hex(dark),
      strong: hex(mix(dark, WHITE, 0.3)),
      on: hex(ALMOST_BLACK),
      tint: hex(mix(DARK_CARD, dark, 0.12)),
    },
  };
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
