import { createHash } from "node:crypto";
import type { Settings } from "../settings.ts";
import { type Accent, accentsOf } from "./accent.ts";

/** A keyhole. In the page it takes the page's colours; as the tab's icon it brings its own. */
export const MARK =
  '<rect width="28" height="28" rx="8" fill="currentColor"/><circle cx="14" cy="11.5" r="4"/><path d="M12.4 13h3.2l1.6 8h-6.4z"/>';

/** The pages' own blue, as the tab shows it. */
const BLUE = "#1d4ed8";

/** The tab's icon within the page, so that the browser does not ask for a `favicon.ico` that is not there. */
export const ICON = iconIn(BLUE);

/** What an owner's brand makes of every page. */
export interface Look {
  readonly style: string;
  readonly icon: string;
  /** Nothing but this very style, our own script, no other origin, no frame; the only images are within the page. */
  readonly policy: string;
}

const looks = new WeakMap<Settings["brand"], Look>();

/** The look of a brand, made once. */
export function lookOf(brand: Settings["brand"], sheet: string): Look {
  const known = looks.get(brand);
  if (known) return known;
  const style = sheet + (brand.color === null ? "" : accentStyle(brand.color));
  const look = {
    style,
    icon: brand.logo ?? (brand.color === null ? ICON : iconIn(accentsOf(brand.color).light.accent)),
    policy: [
      "default-src 'none'",
      `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
      "script-src 'self'",
      "connect-src 'self'",
      "img-src data:",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  };
  looks.set(brand, look);
  return look;
}

function accentStyle(color: string): string {
  const { light, dark } = accentsOf(color);
  const root = ({ accent, strong, on, tint }: Accent) =>
    `:root{--accent:${accent};--accent-strong:${strong};--on-accent:${on};--tint:${tint}}`;
  return `${root(light)}@media(prefers-color-scheme:dark){${root(dark)}}`;
}

function iconIn(color: string): string {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" color="${color}" fill="#fff">${MARK}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}
