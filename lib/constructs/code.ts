import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type AssetCode, Code } from "aws-cdk-lib/aws-lambda";
import { buildSync } from "esbuild";
import { CHECKED_FILE, checkedText, CODE_FILE, SETTINGS_FILE } from "../../functions/settings-file.ts";
import { BESIDE_THE_SERVICE } from "../function-names.ts";
import { isWhole } from "../settings-file.ts";
import { layBeside } from "./beside.ts";

const FILES = join(import.meta.dirname, "../../functions");

/** Where a function begins. */
export const entryOf = (name: string) =>
  join(FILES, BESIDE_THE_SERVICE.includes(name) ? "handlers" : "entries", `${name}.ts`);

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

/**
 * Modules of Node that a bundle takes by `process.getBuiltinModule`: to import one as an ES module makes Node read all that it
 * exports, and `http` loads Node's own `fetch` for that. ADR 65 has what each cold start gains.
 */
const READ_WITHOUT_A_FACADE = ["http", "https"].flatMap((name) => {
  const file = join(import.meta.dirname, "builtin", `${name}.cjs`);
  return [
    [name, file],
    [`node:${name}`, file],
  ];
});

/** What a stage puts beside the code of a function that reads it. */
export interface StageSettings {
  readonly stage: string;
  /** The contents of `settings.json`. */
  readonly json: string;
}

/**
 * The code of a handler, ready for Lambda: an ES module `index.mjs` that exports `handler`, with a stage's settings
 * beside it where it reads them.
 */
export type HandlerCode = (handler: string, settings?: StageSettings) => Code;

/** {@link HandlerCode} of bundles, which lie in a folder. */
export type BundledCode = (handler: string, settings?: StageSettings) => AssetCode;

/**
 * Bundles handlers, each into a folder of its own.
 * @param handlers names of files in functions/entries or functions/handlers
 * @param folder where the bundles go
 * @param words the owner's files of words, which lie beside the code of those that need them
 */
export function bundleHandlers(
  handlers: readonly string[],
  folder: string,
  words: readonly string[] = [],
): BundledCode {
  // What an earlier synthesis has left, like words that the owner took back, would be deployed too.
  for (const handler of handlers) rmSync(join(folder, handler), { recursive: true, force: true });
  const bundles = bundleFiles(new Map(handlers.map((name) => [name, entryOf(name)])), folder);
  for (const [handler, sources] of bundles) layBeside({ handler, sources }, join(folder, handler), words);
  return (handler, settings) => {
    const bundle = join(folder, handler);
    return Code.fromAsset(
      settings ? withSettings(bundle, `${folder}-of-${settings.stage}`, settings) : bundle,
    );
  };
}

/** A copy of a bundle for one stage: handlers are bundled once, and stages differ in their settings alone. */
function withSettings(bundle: string, folder: string, { json }: StageSettings): string {
  const copy = join(folder, basename(bundle));
  rmSync(copy, { recursive: true, force: true });
  cpSync(bundle, copy, { recursive: true });
  writeFileSync(join(copy, SETTINGS_FILE), json);
  if (isWhole(json))
    writeFileSync(join(copy, CHECKED_FILE), checkedText(readFileSync(join(copy, CODE_FILE)), json));
  return copy;
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
    alias: Object.fromEntries(READ_WITHOUT_A_FACADE),
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
