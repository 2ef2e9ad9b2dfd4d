import type { Config } from "../config.ts";
import { faultPageOf } from "../pages/fault-page.ts";
import { type PageFiles, readPageFiles } from "../pages/page-files.ts";
import type { Base } from "./base.ts";
import { ownWordBook } from "./words.ts";

/** Those of each configuration: a process reads each file once, when it is first wanted. */
const known = new WeakMap<Config, PageFiles>();

export function pageFiles({ config, live }: Base): PageFiles {
  if (Object.keys(live.words).length > 0) return readPageFiles(ownWordBook({ config, live }));
  const files = known.get(config) ?? readPageFiles(ownWordBook({ config, live }));
  known.set(config, files);
  return files;
}

export const faultPage = (base: Base) =>
  faultPageOf({ settings: base.settings, publicUrl: base.publicUrl, pageFiles: pageFiles(base) });

export { liveWords } from "./words.ts";
