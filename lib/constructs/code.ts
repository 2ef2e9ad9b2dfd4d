import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import { buildSync } from "esbuild";
import { PAGE_FILES_FOLDER } from "../page-files-place.ts";

const HANDLERS = join(import.meta.dirname, "../../functions/handlers");

/**
 * Where other machines find credentials: a function has its own in the environment, the first place that the client
 * library looks. ADR 28 has what each cold start gains without them.
 */
const OTHER_CREDENTIALS = [
  ...["http", "ini", "login", "process", "sso", "web-identity"].map(
    (kind) => `@aws-sdk/credential-provider-${kind}`,
  ),
  "@smithy/credential-provider-imds",
];

/** What pages are made of lies beside every function: each may have to show that something went wrong. */
const PAGE_FILES = readdirSync(PAGE_FILES_FOLDER).map((name) => join(PAGE_FILES_FOLDER, name));

/** What chooses a language or writes in it, and reads the owner's words beside its code. */
const WITH_WORDS = /^(request-code$|deliver-code-)/;

/** The code of a handler, ready for Lambda: an ES module `index.mjs` that exports `handler`. */
export type HandlerCode = (handler: string) => Code;

/**
 * Bundles handlers, each into a folder of its own.
 * @param handlers names of files in functions/handlers
 * @param folder where the bundles go
 * @param words the owner's files of words, which lie beside the code of those that need them
 */
export function bundleHandlers(
  handlers: readonly string[],
  folder: string,
  words: readonly string[] = [],
): HandlerCode {
  bundleFiles(new Map(handlers.map((name) => [name, join(HANDLERS, `${name}.ts`)])), folder);
  for (const handler of handlers) copyInto(join(folder, handler, "page-files"), PAGE_FILES);
  for (const handler of words.length > 0 ? handlers.filter((name) => WITH_WORDS.test(name)) : []) {
    copyInto(join(folder, handler, "words"), words);
  }
  return (handler) => Code.fromAsset(join(folder, handler));
}

function copyInto(folder: string, files: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(file, join(folder, basename(file)));
}

/**
 * Bundles files, each into a folder with its name. One call for all of them: esbuild then parses what they share once.
 * @param files by the names of their folders
 * @returns which files each bundle is made of
 */
export function bundleFiles(
  files: ReadonlyMap<string, string>,
  folder: string,
): ReadonlyMap<string, readonly string[]> {
  const { metafile } = buildSync({
    entryPoints: [...files].map(([name, file]) => ({ in: file, out: `${name}/index` })),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // ES modules, of which esbuild drops what is not used. ADR 28 has what each cold start gains.
    mainFields: ["module", "main"],
    external: OTHER_CREDENTIALS,
    // CommonJS dependencies call require, which an ES module does not have.
    banner: {
      js: 'import{createRequire as bundleRequire}from"node:module";const require=bundleRequire(import.meta.url);',
    },
    // Licences lie beside the code, where they are not parsed at every start.
    legalComments: "external",
    logLevel: "warning",
    metafile: true,
  });
  return new Map(
    Object.entries(metafile.outputs)
      .filter(([output]) => output.endsWith(".mjs"))
      .map(([output, { inputs }]) => [basename(dirname(output)), contributors(inputs)]),
  );
}

/** The files of which something is left after what is not used has been dropped. */
function contributors(inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>): string[] {
  return Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
}
