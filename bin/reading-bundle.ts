import { join } from "node:path";
import { buildSync } from "esbuild";

const SOURCE = "functions/domain/typed/code.ts";

/** The reading of codes as a piece of the pages' script: plain JavaScript that declares `readCode` and exports nothing. */
export function bundleReading(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, "..", SOURCE)],
    bundle: true,
    minifyWhitespace: true,
    minifySyntax: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const [{ text } = { text: "" }] = outputFiles;
  return `/* Made of ${SOURCE} by "npm run build:script". */\n${text.replace(/export\{readCode\};\n$/, "\n")}`;
}
