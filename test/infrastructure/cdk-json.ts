import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The project's cdk.json, whose context a deployment reads. */
export const cdkJson = JSON.parse(readFileSync(join(import.meta.dirname, "../../cdk.json"), "utf8")) as {
  readonly context: { readonly stages: Readonly<Record<string, object>> };
};
