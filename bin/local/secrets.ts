import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../functions/domain/ambient.ts";
import { type GeneratedSecret, generateSecret, parseSecret } from "../../functions/keys/documents.ts";
import type { SecretSource } from "../../functions/keys/port.ts";
import { verifyingDocument } from "../../functions/keys/verifying.ts";
import { rotateSecret, type Rotation } from "../../functions/keys/rotate.ts";
import type { RotatingSecret, SecretName } from "../../functions/routes.ts";

/** The secrets of this machine, which can be rotated as those of a deployed stage are. */
export interface LocalSecrets extends SecretSource {
  rotate(name: RotatingSecret, revoke: boolean): Promise<Rotation<string>>;
}

/** @param folder keeps the secrets between runs, readable by its owner alone; made anew in memory without it */
export function localSecrets(folder: string | undefined, clock: Clock): LocalSecrets {
  const made = new Map<SecretName, Promise<string>>();
  const file = (name: SecretName) => folder && join(folder, `${name}.json`);
  const read = (name: SecretName): Promise<string> => {
    const known =
      made.get(name) ?? (name === "verifying" ? publicHalves() : firstDocument(file(name), name, clock));
    made.set(name, known);
    return known;
  };
  const publicHalves = async () => {
    const now = clock();
    const known = file("verifying");
    const before = known !== undefined && existsSync(known) ? readFileSync(known, "utf8") : undefined;
    return keepPublicHalves(await read("signing"), before, now);
  };
  const keepPublicHalves = (signing: string, before: string | undefined, now: number) => {
    const held = before === undefined ? undefined : parseSecret("verifying", before);
    const document = JSON.stringify(verifyingDocument(parseSecret("signing", signing), held, now));
    write(file("verifying"), document);
    return document;
  };
  return {
    read,
    async rotate(name, revoke) {
      const rotation = await rotateSecret(name, await read(name), { revoke, now: clock() });
      if (rotation.kind === "rotated") {
        write(file(name), rotation.document);
        made.set(name, Promise.resolve(rotation.document));
        if (name === "signing") {
          const before = revoke ? undefined : await read("verifying");
          made.set("verifying", Promise.resolve(keepPublicHalves(rotation.document, before, clock())));
        }
      }
      return rotation;
    },
  };
}

async function firstDocument(file: string | undefined, name: GeneratedSecret, clock: Clock): Promise<string> {
  if (file !== undefined && existsSync(file)) return readFileSync(file, "utf8");
  const document = await generateSecret(name, clock());
  write(file, document);
  return document;
}

function write(file: string | undefined, document: string): void {
  if (file === undefined) return;
  mkdirSync(join(file, ".."), { recursive: true });
  // Whole or not at all: a half-written key would lock every user out at the next start.
  writeFileSync(`${file}.new`, document, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
