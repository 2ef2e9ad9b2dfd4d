import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type BuildOptions, type Plugin } from "esbuild";

const CLIENT = join(import.meta.dirname, "../client");
const ENTRIES = ["client", "account", "element", "react", "verify-token", "express", "hono", "lambda"];

/** Entries that load another one lie beside it, and parts below it, so that a page has each once. */
const BESIDE: Plugin = {
  name: "entries beside each other",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/(element|account)\.ts$/ }, ({ path, importer }) => {
      const beside = importer.includes("/src/element/") ? path : path.slice(1);
      return { path: beside.replace(".ts", ".js"), external: true };
    });
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
  plugins: [BESIDE],
} satisfies BuildOptions;
const place = (entry: string) => join(CLIENT, `src/${entry}.ts`);
/** What these load late lies beside them: languages, the second step, what solves puzzles. */
const WITH_PARTS = ["element", "react"];
await build({ ...OPTIONS, entryPoints: ENTRIES.filter((entry) => !WITH_PARTS.includes(entry)).map(place) });
// One at a time: what both have is no file of its own.
for (const entry of WITH_PARTS)
  await build({
    ...OPTIONS,
    entryPoints: [place(entry)],
    splitting: true,
    chunkNames: "parts/[name]-[hash]",
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

const parts = readdirSync(join(DIST, "parts")).filter((name) => name.endsWith(".js"));
for (const entry of [...ENTRIES, ...parts.map((name) => `parts/${name.replace(".js", "")}`)]) {
  const bytes = readFileSync(join(DIST, `${entry}.js`));
  console.log(`${entry.padEnd(14)} ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzip`);
}
