import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** The packages that test/strangers installs. */
export const STRANGERS = join(import.meta.dirname, "../node_modules");

/** A project of somebody else, which has nothing but the packed client. */
export interface EmptyProject {
  readonly folder: string;
  /** The client there. */
  readonly client: string;
  /** Puts packages of test/strangers beside the client. */
  add(...names: string[]): void;
}

/** Builds and packs the client as it is published, and installs the tarball, without a network. */
export function installClient(): EmptyProject {
  const folder = temporaryFolder();
  const npm = (where: string, ...args: string[]) =>
    execFileSync("npm", args, { cwd: where, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const source = temporaryFolder();
  for (const name of ["package.json", "README.md", "CHANGELOG.md"])
    copyFileSync(join(ROOT, "client", name), join(source, name));
  npm(ROOT, "run", "--silent", "build:client", join(source, "dist"));
  const packed = npm(source, "pack", "--silent", "--pack-destination", folder).trim();
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  npm(folder, "install", "--silent", "--offline", "--no-audit", "--no-fund", `./${packed}`);
  const modules = join(folder, "node_modules");
  return {
    folder,
    client: join(modules, "latchkey-client"),
    add(...names) {
      for (const name of names) {
        mkdirSync(dirname(join(modules, name)), { recursive: true });
        symlinkSync(join(STRANGERS, name), join(modules, name));
      }
    },
  };
}
