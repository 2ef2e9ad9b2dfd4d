import { createHash } from "node:crypto";
import type { Settings } from "../settings.ts";
import { type Accent, accentsOf } from "../words/accent.ts";

/** A keyhole. In the page it takes the page's colours; as the tab's icon it brings its own. */
export const MARK =
  '<rect width="28" height="28" rx="8" fill="currentColor"/><circle cx="14" cy="11.5" r="4"/><path d="M12.4 13h3.2l1.6 8h-6.4z"/>';

/** The pages' own blue, as the tab shows it. */
const BLUE = "#1d4ed8";

/** The tab's icon within the page, so that the browser does not ask for a `favicon.ico` that is not there. */
export const ICON = iconIn(BLUE, "#ffffff");

const OWN_SCRIPT = "script-src 'self'";

const FORMS_STAY = "form-action 'self'";

/** What an owner's brand makes of every page. */
export interface Look {
  readonly style: string;
  readonly icon: string;
  /** Nothing but this very style, our own script, no other origin, no frame; the only images are within the page. */
  readonly policy: string;
  /** The same, of a page whose form is for another site. Where that one redirects to cannot be known here. */
  readonly policyAway: string;
}

const looks = new WeakMap<Settings["brand"], Map<string, Look>>();

/** The look of a brand, made once for each of the few style sheets. */
export function lookOf(brand: Settings["brand"], sheet: string): Look {
  const mine = looks.get(brand) ?? new Map<string, Look>();
  looks.set(brand, mine);
  const known = mine.get(sheet);
  if (known) return known;
  const style = sheet + (brand.color === null ? "" : accentStyle(brand.color));
  const rules = [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    OWN_SCRIPT,
    "connect-src 'self'",
    "img-src data:",
    FORMS_STAY,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  const look = {
    style,
    icon: iconOfBrand(brand),
    policy: rules.join("; "),
    policyAway: rules.filter((rule) => rule !== FORMS_STAY).join("; "),
  };
  mine.set(sheet, look);
  return look;
}

/** A policy that lets in script and frames of one other origin, and nothing else of it. */
export function widened(policy: string, origin: string): string {
  return `${policy.replace(OWN_SCRIPT, `${OWN_SCRIPT} ${origin}`)}; frame-src ${origin}`;
}

/** A policy of a page that has no script at all. */
export function scriptless(policy: string): string {
  return policy.replace(`${OWN_SCRIPT}; connect-src 'self'; `, "");
}

/** What a brand is known by in a tab or on a home screen, as a `data:` address. */
export function iconOfBrand({ logo, color }: Settings["brand"]): string {
  return logo ?? iconOf(color);
}

function iconOf(color: string | null): string {
  if (color === null) return ICON;
  const { fill, on } = accentsOf(color).light;
  return iconIn(fill, on);
}

function accentStyle(color: string): string {
  const { light, dark } = accentsOf(color);
  const root = ({ fill, strong, on, edge, accent, tint }: Accent) =>
    `:root{--fill:${fill};--fill-strong:${strong};--on-fill:${on};--fill-edge:${edge};--accent:${accent};--tint:${tint}}`;
  return `${root(light)}@media(prefers-color-scheme:dark){${root(dark)}}`;
}

function iconIn(color: string, keyhole: string): string {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" color="${color}" fill="${keyhole}">${MARK}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}
