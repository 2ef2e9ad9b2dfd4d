import { createHash } from "node:crypto";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

/** A keyhole. In the page it takes the page's colours; as the tab's icon it brings its own. */
export const MARK =
  '<rect width="28" height="28" rx="8" fill="currentColor"/><circle cx="14" cy="11.5" r="4"/><path d="M12.4 13h3.2l1.6 8h-6.4z"/>';

/** The tab's icon within the page, so that the browser does not ask for a `favicon.ico` that is not there. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" color="#1d4ed8" fill="#fff">${MARK}</svg>`,
)}`;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing but this very style and script, no other origin, no frame; the only image is the icon within the page. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");
