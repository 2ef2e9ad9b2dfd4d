import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type BuildOptions, type Plugin } from "esbuild";

const CLIENT = join(import.meta.dirname, "../client");
const ENTRIES = ["client", "account", "element", "react", "verify-token", "express", "hono", "lambda"];

/** React's component loads the tag that lies beside it, so that a page has it once. */
const TAG_BESIDE: Plugin = {
  name: "the tag beside it",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/element\.ts$/ }, () => ({ path: "./element.js", external: true }));
  },
};

/** Another folder may be named, so that several builds at once keep apart. */
const DIST = resolve(process.argv[2] ?? join(CLIENT, "dist"));

// Each entry is one file, so that a page without a bundler can load it as it is. jose and React stay imports.
rmSync(DIST, { recursive: true, force: true });
const OPTIONS = {
  outdir: DIST,
  bundle: true,
  minify: true,
  sourcemap: true,
  format: "esm",
  target: "es2022",
  // Words in their own letters: escapes would double them.
  charset: "utf8",
  external: ["jose", "react"],
  plugins: [TAG_BESIDE],
} satisfies BuildOptions;
const place = (entry: string) => join(CLIENT, `src/${entry}.ts`);
await build({ ...OPTIONS, entryPoints: ENTRIES.filter((entry) => entry !== "element").map(place) });
// The languages of the element lie beside it: a page loads the one that it speaks.
await build({
  ...OPTIONS,
  entryPoints: [place("element")],
  splitting: true,
  chunkNames: "words/[name]-[hash]",
});
execFileSync(
  process.execPath,
  [
    join(CLIENT, "../node_modules/typescript/bin/tsc"),
    ...["-p", join(CLIENT, "tsconfig.build.json")],
    ...["--outDir", join(DIST, "types")],
  ],
  { stdio: "inherit" },
);

const words = readdirSync(join(DIST, "words")).filter((name) => name.endsWith(".js"));
for (const entry of [...ENTRIES, ...words.map((name) => `words/${name.replace(".js", "")}`)]) {
  const bytes = readFileSync(join(DIST, `${entry}.js`));
  console.log(`${entry.padEnd(14)} ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzip`);
}
