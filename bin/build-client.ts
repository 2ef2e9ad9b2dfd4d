import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const CLIENT = join(import.meta.dirname, "../client");
const ENTRIES = ["client", "element", "verify-token", "express", "hono", "lambda"];

// Each entry is one file, so that a page without a bundler can load it as it is. jose stays an import.
rmSync(join(CLIENT, "dist"), { recursive: true, force: true });
await build({
  entryPoints: ENTRIES.map((entry) => join(CLIENT, `src/${entry}.ts`)),
  outdir: join(CLIENT, "dist"),
  bundle: true,
  minify: true,
  sourcemap: true,
  format: "esm",
  target: "es2022",
  external: ["jose"],
});
execFileSync(
  process.execPath,
  [join(CLIENT, "../node_modules/typescript/bin/tsc"), "-p", join(CLIENT, "tsconfig.build.json")],
  { stdio: "inherit" },
);

for (const entry of ENTRIES) {
  const bytes = readFileSync(join(CLIENT, `dist/${entry}.js`));
  console.log(`${entry.padEnd(14)} ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzip`);
}
