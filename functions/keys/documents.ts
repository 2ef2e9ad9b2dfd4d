import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import * as z from "zod/mini";
import { Fault } from "../domain/errors.ts";
import type { SecretName } from "../routes.ts";
import type { SigningKey } from "./port.ts";

const bytes = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/, "must be 32 bytes in base64url"));
const kid = z.int().check(z.gte(0), z.lte(255));
const rsaKey = z.object({
  kid: z.string().check(z.minLength(1)),
  kty: z.literal("RSA"),
  n: z.string(),
  e: z.string(),
  d: z.string(),
  p: z.string(),
  q: z.string(),
  dp: z.string(),
  dq: z.string(),
  qi: z.string(),
});

const symmetric = z
  .object({ current: kid, keys: z.record(z.string().check(z.regex(/^\d{1,3}$/)), bytes) })
  .check(z.refine(({ current, keys }) => String(current) in keys, { error: "must hold its current key" }));

/** The shape of each secret's document. */
export const secretDocuments = {
  recipient: z.object({ key: bytes }),
  passcode: symmetric,
  cookie: symmetric,
  signing: z.object({ next: z.optional(rsaKey), current: rsaKey, previous: z._default(z.array(rsaKey), []) }),
};

/** @throws Fault `configuration`, without a word of what the secret holds */
export function parseSecret<N extends SecretName>(
  name: N,
  text: string,
): z.infer<(typeof secretDocuments)[N]> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Fault("configuration", `The secret "${name}" is not JSON.`);
  }
  const result = z.safeParse(secretDocuments[name], document);
  if (result.success) return result.data as z.infer<(typeof secretDocuments)[N]>;
  const places = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Fault("configuration", `The secret "${name}" has the wrong shape: ${places.join("; ")}`);
}

/** A first document for a secret, from the system's generator. */
export async function generateSecret(name: SecretName): Promise<string> {
  const key = () => randomBytes(32).toString("base64url");
  switch (name) {
    case "recipient":
      return JSON.stringify({ key: key() });
    case "passcode":
    case "cookie":
      return JSON.stringify({ current: 1, keys: { "1": key() } });
    case "signing":
      return JSON.stringify({ current: await generateSigningKey(), previous: [] });
  }
}

/** An RSA key for RS256, the one algorithm that every token verifier knows. */
export async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomBytes(8).toString("base64url") } as SigningKey;
}
