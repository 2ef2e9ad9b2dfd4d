import { createRequire } from "node:module";
import type { MetadataJson } from "libphonenumber-js/core";

/** What lies beside a function's code, so that it is read where a number is, and not at every start. */
export const PHONE_DATA = "libphonenumber-js/metadata.max.json";

const load = createRequire(import.meta.url);
let data: MetadataJson | undefined;

/** All that the library knows of the numbers of each country, with every kind of number. Read once, by the first who asks. */
export function phoneData(): MetadataJson {
  data ??= load(PHONE_DATA) as MetadataJson;
  return data;
}
