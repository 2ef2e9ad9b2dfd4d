import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { Fault } from "../domain/errors.ts";
import { publicHalf } from "../domain/public-half.ts";
import { seal, SEAL_VERSION, unseal } from "../domain/sealed.ts";
import { parseSecret } from "./documents.ts";
import type { RotatingSecret } from "../routes.ts";
import type { EllipticKey, SigningKey } from "./port.ts";

const PROBE = Buffer.from("latchkey rotation");
const SEAL = { label: "rotation|", tagBytes: 16 };

/**
 * Makes something with every key of a document and checks it, before the service depends on them.
 * @throws Fault `configuration` for a document of the wrong shape, or a key that does not work
 */
export function proveSecret(name: RotatingSecret, text: string): void {
  if (name === "signing") {
    const { es256, ...rsa } = parseSecret(name, text);
    const sets = [rsa, ...(es256 ? [es256] : [])];
    const keys = sets.flatMap(({ next, current, previous }) => [
      current,
      ...(next ? [next] : []),
      ...previous,
    ]);
    for (const key of keys) if (!signs(key)) throw broken(name, key.kid);
    requireDifferent(
      name,
      keys.map(({ kid }) => kid),
    );
    return;
  }
  const { keys } = parseSecret(name, text);
  for (const [kid, key] of Object.entries(keys)) if (!seals(Number(kid), key)) throw broken(name, kid);
  requireDifferent(name, Object.values(keys));
}

/** Whether the private half makes a signature that the public half, as it is published, checks. */
function signs(key: SigningKey | EllipticKey): boolean {
  try {
    const signature = sign("sha256", PROBE, createPrivateKey({ key: { ...key }, format: "jwk" }));
    return verify(
      "sha256",
      PROBE,
      createPublicKey({ key: { ...publicHalf(key) }, format: "jwk" }),
      signature,
    );
  } catch {
    return false;
  }
}

function seals(kid: number, text: string): boolean {
  const key = Buffer.from(text, "base64url");
  const body = Buffer.concat([Buffer.of(SEAL_VERSION, kid), PROBE]);
  return unseal(SEAL, key, seal(SEAL, key, body).toString("base64url"))?.equals(body) ?? false;
}

/** One key under two ids would still count after it was retired under one of them. */
function requireDifferent(name: RotatingSecret, values: readonly string[]): void {
  if (new Set(values).size < values.length)
    throw new Fault("configuration", `The secret "${name}" holds one key twice.`);
}

function broken(name: RotatingSecret, kid: string): Fault {
  return new Fault("configuration", `The key "${kid}" of the secret "${name}" does not work.`);
}
