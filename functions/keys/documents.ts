import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import * as z from "zod/mini";
import { checkInput } from "../check-input.ts";
import { Fault } from "../domain/errors.ts";
import type { VapidKey } from "../domain/vapid.ts";
import type { SecretName } from "../routes.ts";
import type { EllipticKey, SigningKey } from "./port.ts";

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

/** Epoch seconds. */
const instant = z.int().check(z.gte(0));
const kidText = z.string().check(z.regex(/^\d{1,3}$/));

const symmetric = z
  .object({
    current: kid,
    /** Known everywhere before it is used. A document from before there was rotation has none. */
    next: z.optional(kid),
    nextSince: z.optional(instant),
    keys: z.record(kidText, bytes),
    /** When each previous key was last the current one. */
    retiredAt: z._default(z.record(kidText, instant), {}),
  })
  .check(
    z.refine(({ current, keys }) => String(current) in keys, { error: "must hold its current key" }),
    z.refine(({ next, keys }) => next === undefined || String(next) in keys, {
      error: "must hold its next key",
    }),
  );

/** One key of P-256, to which browsers are bound that subscribed to it. */
const push = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  ...{ x: bytes, y: bytes, d: bytes },
});

const ecKey = z.extend(push, { kid: z.string().check(z.minLength(1)) });

const signing = z.object({
  next: z.optional(rsaKey),
  nextSince: z.optional(instant),
  current: rsaKey,
  previous: z._default(z.array(z.extend(rsaKey, { retiredAt: z.optional(instant) })), []),
  /**
   * A second set for ES256. A release from before it ignores this member and writes the document without it when it
   * rotates: then the next rotation makes the set anew.
   */
  es256: z.optional(
    z.object({
      next: z.optional(ecKey),
      nextSince: z.optional(instant),
      current: ecKey,
      previous: z._default(z.array(z.extend(ecKey, { retiredAt: z.optional(instant) })), []),
      signsFrom: z.optional(instant),
    }),
  ),
});

const verifying = z.object({
  keys: z.array(
    z.object({
      kid: z.string().check(z.minLength(1)),
      kty: z.literal("RSA"),
      n: z.string(),
      e: z.string(),
      retiredAt: z.optional(instant),
    }),
  ),
});

/** Several symmetric keys by their ids, one of which makes new values. */
export type SymmetricDocument = Readonly<z.infer<typeof symmetric>>;

/** Keys with their private parts, one of each kind of which signs. */
export type SigningDocument = Readonly<z.infer<typeof signing>>;

/** The set for ES256 in it. */
export type EllipticSet = NonNullable<SigningDocument["es256"]>;

/** All but the one that follows from the signing secret. */
export type GeneratedSecret = Exclude<SecretName, "verifying">;

/** The public halves of RSA keys that sign or signed, the newest first. */
export type VerifyingDocument = Readonly<z.infer<typeof verifying>>;

/** The shape of each secret's document. */
export const secretDocuments = {
  recipient: z.object({ key: bytes }),
  passcode: symmetric,
  cookie: symmetric,
  form: symmetric,
  signing,
  verifying,
  factor: symmetric,
  push,
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
  const result = checkInput(secretDocuments[name], document);
  if (result.success) return result.data as z.infer<(typeof secretDocuments)[N]>;
  const places = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Fault("configuration", `The secret "${name}" has the wrong shape: ${places.join("; ")}`);
}

/**
 * A first document for a secret, from the system's generator. It has a next key already, so the first rotation needs no other.
 * @param now epoch seconds
 */
export async function generateSecret(name: GeneratedSecret, now: number): Promise<string> {
  switch (name) {
    case "recipient":
      return JSON.stringify({ key: generateKey() });
    case "passcode":
    case "cookie":
    case "form":
    case "factor":
      return JSON.stringify({
        current: 1,
        next: 2,
        nextSince: now,
        keys: { "1": generateKey(), "2": generateKey() },
        retiredAt: {},
      } satisfies SymmetricDocument);
    case "push":
      return JSON.stringify(await generatePushKey());
    case "signing": {
      const [current, next] = await Promise.all([generateSigningKey(), generateSigningKey()]);
      const es256 = await generateEllipticSet(now);
      return JSON.stringify({ next, nextSince: now, current, previous: [], es256 } satisfies SigningDocument);
    }
  }
}

/** 32 bytes as base64url. */
export function generateKey(): string {
  return randomBytes(32).toString("base64url");
}

/** A key for ES256, the one that push services know (RFC 8292, 2). */
async function generatePushKey(): Promise<VapidKey> {
  const { privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" });
  return privateKey.export({ format: "jwk" }) as VapidKey;
}

/** A key of P-256 for ES256, whose signatures cost the least time. */
export async function generateEllipticKey(): Promise<EllipticKey> {
  return { ...(await generatePushKey()), kid: freshKid() };
}

/** @param now epoch seconds */
export async function generateEllipticSet(now: number): Promise<EllipticSet> {
  const [current, next] = await Promise.all([generateEllipticKey(), generateEllipticKey()]);
  return { next, nextSince: now, current, previous: [] };
}

/** An RSA key for RS256, the one algorithm that every token verifier knows. */
export async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: freshKid() } as SigningKey;
}

function freshKid(): string {
  return randomBytes(8).toString("base64url");
}
