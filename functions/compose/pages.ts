import { faultPage as faultPageWith } from "../pages/fault-page.ts";
import { pageFiles as readPageFiles } from "../pages/page-files.ts";
import type { HandlerName } from "../routes.ts";
import { type Base, type Composed, lambda, type Parts } from "./base.ts";

/** Read once by a process, each file when it is first wanted. */
const files = readPageFiles();

export const pageFiles = () => files;

export const faultPage = ({ settings, publicUrl }: Base) =>
  faultPageWith({ settings, publicUrl, pageFiles: files });

/** Makes a Lambda entry point of an endpoint: each may have to show a person that something went wrong. */
export function endpointLambda<P extends Parts, H>(
  name: HandlerName,
  parts: P,
  create: (services: Composed<P & { pageFiles: typeof pageFiles; faultPage: typeof faultPage }>) => H,
): Promise<H> {
  return lambda(name, { ...parts, pageFiles, faultPage }, create);
}
