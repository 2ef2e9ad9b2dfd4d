import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSecret } from "../../functions/keys/documents.ts";
import type { SecretSource } from "../../functions/keys/port.ts";
import type { SecretName } from "../../functions/routes.ts";

/** @param folder keeps the secrets between runs, readable by its owner alone; made anew in memory without it */
export function localSecrets(folder: string | undefined): SecretSource {
  const made = new Map<SecretName, Promise<string>>();
  return {
    read(name) {
      const known =
        made.get(name) ??
        (folder === undefined ? generateSecret(name) : keep(join(folder, `${name}.json`), name));
      made.set(name, known);
      return known;
    },
  };
}

async function keep(file: string, name: SecretName): Promise<string> {
  if (existsSync(file)) return readFileSync(file, "utf8");
  const document = await generateSecret(name);
  mkdirSync(join(file, ".."), { recursive: true });
  // Whole or not at all: a half-written key would lock everybody out at the next start.
  writeFileSync(`${file}.new`, document, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return document;
}
