import { join } from "node:path";

/** Where the style and the script of the pages are. */
export const PAGE_FILES_FOLDER = join(import.meta.dirname, "../functions/pages/page-files");
