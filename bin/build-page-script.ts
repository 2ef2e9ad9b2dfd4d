import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PAGE_FILES_FOLDER } from "../lib/page-files-place.ts";
import { bundleReading } from "./reading-bundle.ts";
import { tagWords } from "./tag-words.ts";

// The pages' script reads codes as the service does. It is served as it lies there, so the reading lies beside it.
writeFileSync(join(PAGE_FILES_FOLDER, "typed-code.js"), bundleReading());

// The sign-in tag says what the pages say.
for (const [name, text] of tagWords())
  writeFileSync(join(import.meta.dirname, "../client/src/element/page-words", name), text);
