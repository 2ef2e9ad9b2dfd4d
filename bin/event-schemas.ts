import { mkdirSync, writeFileSync } from "node:fs";
import { schemaFiles } from "../lib/events/schemas.ts";

mkdirSync(new URL("../docs/events/", import.meta.url), { recursive: true });
for (const [file, text] of schemaFiles()) writeFileSync(new URL(`../${file}`, import.meta.url), text);
console.log("docs/events/ is what the schemas say.");
