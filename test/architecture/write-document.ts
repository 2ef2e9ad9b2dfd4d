/** `npm run docs:architecture` writes the layout of docs/architecture.md anew from the table beside this file. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLayout } from "./document.ts";
import { ROOT } from "./sources.ts";

const path = join(ROOT, "docs/architecture.md");
writeFileSync(path, withLayout(readFileSync(path, "utf8")));
