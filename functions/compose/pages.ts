import type { Config } from "../config.ts";
import { faultPageOf } from "../pages/fault-page.ts";
import { type PageFiles, readPageFiles } from "../pages/page-files.ts";
import type { HandlerName } from "../routes.ts";
import { wordBook } from "../words/word-book.ts";
import { filesIn } from "../words/word-files.ts";
import { type Base, type Composed, lambda, type Parts } from "./base.ts";

/** Those of each configuration: a process reads each file once, when it is first wanted. */
const known = new WeakMap<Config, PageFiles>();

export function pageFiles({ config }: Base): PageFiles {
  const files = known.get(config) ?? readPageFiles(wordBook(filesIn(config.wordsFolder)));
  known.set(config, files);
  return files;
}

export const faultPage = (base: Base) =>
  faultPageOf({ settings: base.settings, publicUrl: base.publicUrl, pageFiles: pageFiles(base) });

/** Makes a Lambda entry point of an endpoint: each may have to show a person that something went wrong. */
export function endpointLambda<P extends Parts, H>(
  name: HandlerName,
  parts: P,
  create: (services: Composed<P & { pageFiles: typeof pageFiles; faultPage: typeof faultPage }>) => H,
): Promise<H> {
  return lambda(name, { ...parts, pageFiles, faultPage }, create);
}
