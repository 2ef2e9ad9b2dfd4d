import { readFileSync } from "node:fs";
import { join } from "node:path";

const FRAME = readFileSync(join(import.meta.dirname, "../../functions/pages/page-files/frame.css"), "utf8");

/** The colours of the service's pages, light and dark, with which their style sheet begins: these pages have the same. */
export const PAGE_COLOURS = FRAME.slice(0, FRAME.indexOf("\n* {") + 1);
