import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEPLOYED } from "../../lib/function-names.ts";
import { bundleSizes } from "./bundle-sizes.ts";

const USAGE = `Prints how large each function's bundle is, and the difference from the figures that are checked in.

  npm run bundle-sizes -- [--write]

It is a report: no size is too large, and a difference is no fault. What counts is the cold start (npm run bench:cold).
--write checks the new figures in.`;

/** Bytes by function, in the order of their names. */
type Sizes = Readonly<Record<string, number>>;

const FILE = join(import.meta.dirname, "bundle-sizes.json");

const { values } = parseArgs({
  options: { write: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
});

if (values.help) console.log(USAGE);
else {
  const known = JSON.parse(readFileSync(FILE, "utf8")) as Sizes;
  const sizes: Sizes = Object.fromEntries(bundleSizes([...new Set(DEPLOYED)].sort()));
  for (const name of new Set([...Object.keys(sizes), ...Object.keys(known)]))
    console.log(line(name, sizes[name], known[name]));
  if (values.write) writeFileSync(FILE, `${JSON.stringify(sizes, undefined, 2)}\n`);
}

function line(name: string, bytes: number | undefined, before: number | undefined): string {
  const size = bytes === undefined ? "gone" : `${(bytes / 1000).toFixed(1)} kB`;
  return `${name.padEnd(24)}${size.padStart(10)}  ${difference(bytes, before)}`.trimEnd();
}

function difference(bytes: number | undefined, before: number | undefined): string {
  if (before === undefined) return "new";
  if (bytes === undefined || bytes === before) return "";
  const percent = ((bytes / before - 1) * 100).toFixed(1);
  return `${bytes > before ? "+" : ""}${bytes - before} bytes, ${bytes > before ? "+" : ""}${percent} %`;
}
