import { join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import { buildSync } from "esbuild";

const HANDLERS = join(import.meta.dirname, "../../functions/handlers");

/**
 * Where other machines find credentials: a function has its own in the environment, the first place that the SDK
 * looks. And the streams of services that answer with events, of which we call none. The SDK loads these only when it
 * needs them, which is never, and they would be a sixth of every bundle.
 */
const NEVER_IN_LAMBDA = [
  ...["http", "ini", "login", "process", "sso", "web-identity"].map(
    (kind) => `@aws-sdk/credential-provider-${kind}`,
  ),
  "@smithy/credential-provider-imds",
  "@smithy/core/event-streams",
];

/** The code of a handler, ready for Lambda: an ES module `index.mjs` that exports `handler`. */
export type HandlerCode = (handler: string) => Code;

/**
 * Bundles handlers, each into a folder of its own. One call for all of them: esbuild then parses what they share once.
 * @param handlers names of files in functions/handlers
 * @param folder where the bundles go
 */
export function bundleHandlers(handlers: readonly string[], folder: string): HandlerCode {
  const names = [...new Set(handlers)];
  buildSync({
    entryPoints: names.map((name) => ({ in: join(HANDLERS, `${name}.ts`), out: `${name}/index` })),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    external: [...NEVER_IN_LAMBDA],
    // CommonJS dependencies call require, which an ES module does not have.
    banner: {
      js: 'import{createRequire as bundleRequire}from"node:module";const require=bundleRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  return (handler) => Code.fromAsset(join(folder, handler));
}
