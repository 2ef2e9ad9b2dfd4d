import { chmodSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const ATTACK = join(import.meta.dirname, "../attack");

/** Another folder may be named, so that several builds at once keep apart. */
const DIST = resolve(process.argv[2] ?? join(ATTACK, "dist"));

// One file, as Node runs it from a package: it strips no types there. The mailbox's library stays an import of its own.
rmSync(DIST, { recursive: true, force: true });
const program = join(DIST, "latchkey-attack.js");
await build({
  entryPoints: [join(ATTACK, "main.ts")],
  outfile: program,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  charset: "utf8",
  external: ["imapflow"],
});
chmodSync(program, 0o755);
