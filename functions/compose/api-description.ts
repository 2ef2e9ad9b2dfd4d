import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { API_DESCRIPTION } from "../config.ts";

/** Reads the description of the API: a third of a megabyte, which nobody who asks for the keys, from the same function, should wait for. */
export function readApiDescription(): object {
  const beside = join(import.meta.dirname, API_DESCRIPTION);
  const file = existsSync(beside) ? beside : join(import.meta.dirname, "../../docs", API_DESCRIPTION);
  return JSON.parse(readFileSync(file, "utf8")) as object;
}
