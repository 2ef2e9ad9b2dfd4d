import { readFileSync, writeFileSync } from "node:fs";
import { openApiText } from "../lib/openapi/document.ts";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

writeFileSync(new URL("../docs/openapi.json", import.meta.url), openApiText(manifest.version));
console.log("docs/openapi.json is what the routes and the schemas say.");
