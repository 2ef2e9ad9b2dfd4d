import { Fault } from "../domain/errors.ts";
import {
  type EllipticSet,
  generateEllipticKey,
  generateEllipticSet,
  generateKey,
  generateSigningKey,
  parseSecret,
  type SigningDocument,
  type SymmetricDocument,
} from "./documents.ts";
import type { RotatingSecret, SymmetricSecret } from "../routes.ts";
import type { EllipticKey, SigningKey } from "./port.ts";
import { withoutOldKeys, withoutOldSigningKeys } from "./retire.ts";

/**
 * How long a next key is published before it is used, in seconds: longer than functions keep keys, and for signing keys
 * longer than other people's backends keep ours.
 */
export const LEAD_SECONDS = { passcode: 600, cookie: 600, form: 600, signing: 7200 } as const;

/** A key's id is one byte of what is made with it. */
const KEY_IDS = 256;

/** The result of a rotation: the document that follows, or from when on there can be one. */
export type Rotation<D> =
  | { readonly kind: "rotated"; readonly document: D }
  /** The next key may be unknown somewhere still. Epoch seconds. */
  | { readonly kind: "too-young"; readonly readyAt: number };

/** The next key becomes the current one, the current one a previous one, and the fresh key the next one. */
export function rotateKeys(
  name: SymmetricSecret,
  held: SymmetricDocument,
  fresh: string,
  now: number,
): Rotation<SymmetricDocument> {
  const { current, next, keys, retiredAt } = withoutOldKeys(name, held, now);
  // A document from before there was rotation: its first next key has to wait like every other.
  if (next === undefined)
    return { kind: "rotated", document: withNext({ current, keys, retiredAt }, fresh, now) };
  const readyAt = (held.nextSince ?? now) + LEAD_SECONDS[name];
  if (now < readyAt) return { kind: "too-young", readyAt };
  const unused = Object.keys(keys).filter((kid) => kid !== String(next));
  const retired = unused.map((kid) => [kid, retiredAt[kid] ?? now] as const);
  const rotated = { current: next, keys, retiredAt: Object.fromEntries(retired) };
  return { kind: "rotated", document: withNext(rotated, fresh, now) };
}

/** A set of the keys that sign tokens, as a document holds it. */
interface HeldSet<K> {
  readonly next?: K | undefined;
  readonly nextSince?: number | undefined;
  readonly current: K;
  readonly previous: (K & { readonly retiredAt?: number | undefined })[];
}

/** The same for a set of the keys that sign tokens. */
export function rotateSigningKeys<K extends SigningKey | EllipticKey>(
  held: HeldSet<K>,
  fresh: K,
  now: number,
): Rotation<HeldSet<K>> {
  const { current, next, previous } = withoutOldSigningKeys(held, now);
  if (!next) return { kind: "rotated", document: { next: fresh, nextSince: now, current, previous } };
  const readyAt = (held.nextSince ?? now) + LEAD_SECONDS.signing;
  if (now < readyAt) return { kind: "too-young", readyAt };
  const retired = [current, ...previous].map((key) => ({ retiredAt: now, ...key }));
  return { kind: "rotated", document: { next: fresh, nextSince: now, current: next, previous: retired } };
}

/**
 * For a key that an attacker knows: it and all previous ones are gone at once, with everything that was made with them.
 * The next key, known everywhere already, takes over, however young it is.
 */
export function revokeKeys(
  held: SymmetricDocument,
  [fresh, another]: readonly [string, string],
  now: number,
): SymmetricDocument {
  const { current, next, keys } = held;
  const following = next ?? freeKid(current, keys);
  const kept = keys[String(following)] ?? another;
  const left = { current: following, keys: { [String(following)]: kept }, retiredAt: {} };
  return withNext(left, fresh, now);
}

/** The same for a set of the keys that sign tokens. */
export function revokeSigningKeys<K extends SigningKey | EllipticKey>(
  { next }: HeldSet<K>,
  [fresh, another]: readonly [K, K],
  now: number,
): HeldSet<K> {
  return { next: fresh, nextSince: now, current: next ?? another, previous: [] };
}

/** Both sets of the signing secret step by step together: neither turns while the other's next key is young. */
async function rotateSigning(held: SigningDocument, now: number): Promise<Rotation<SigningDocument>> {
  const { es256, ...rsa } = held;
  const rotation = rotateSigningKeys(rsa, await generateSigningKey(), now);
  if (rotation.kind !== "rotated") return rotation;
  if (!es256) return { kind: "rotated", document: { ...rotation.document, es256: await lateSet(now) } };
  const second = rotateSigningKeys(es256, await generateEllipticKey(), now);
  if (second.kind !== "rotated") return second;
  return { kind: "rotated", document: { ...rotation.document, es256: second.document } };
}

async function revokeSigning({ es256, ...rsa }: SigningDocument, now: number): Promise<SigningDocument> {
  const revoked = revokeSigningKeys(
    rsa,
    await Promise.all([generateSigningKey(), generateSigningKey()]),
    now,
  );
  if (!es256) return { ...revoked, es256: await lateSet(now) };
  const fresh = await Promise.all([generateEllipticKey(), generateEllipticKey()]);
  const { signsFrom } = es256;
  const late = signsFrom !== undefined && now < signsFrom ? { signsFrom } : {};
  return { ...revoked, es256: { ...revokeSigningKeys(es256, fresh, now), ...late } };
}

/** A first set in a secret that is in use: its keys are published before one of them signs. */
async function lateSet(now: number): Promise<EllipticSet> {
  return { ...(await generateEllipticSet(now)), signsFrom: now + LEAD_SECONDS.signing };
}

/**
 * The text of a secret's document after a rotation, or after its keys were revoked.
 * @throws Fault `configuration` for a document of the wrong shape
 */
export async function rotateSecret(
  name: RotatingSecret,
  text: string,
  { revoke, now }: { readonly revoke: boolean; readonly now: number },
): Promise<Rotation<string>> {
  if (name === "signing") {
    const held = parseSecret(name, text);
    if (revoke) return written({ kind: "rotated", document: await revokeSigning(held, now) });
    return written(await rotateSigning(held, now));
  }
  const held = parseSecret(name, text);
  if (revoke)
    return written({
      kind: "rotated",
      document: revokeKeys(held, [generateKey(), generateKey()], now),
    });
  return written(rotateKeys(name, held, generateKey(), now));
}

/** Why a rotation has to wait, for people. */
export function tooYoung(name: RotatingSecret, readyAt: number): string {
  const minutes = LEAD_SECONDS[name] / 60;
  const from = new Date(readyAt * 1000).toISOString();
  return `The next ${name} key is not known everywhere yet: it is used ${minutes} minutes after it was published. Rotate it from ${from} on, or revoke the keys if one has leaked.`;
}

function written(rotation: Rotation<object>): Rotation<string> {
  return rotation.kind === "rotated"
    ? { kind: "rotated", document: JSON.stringify(rotation.document) }
    : rotation;
}

function withNext(
  held: Pick<SymmetricDocument, "current" | "keys" | "retiredAt">,
  key: string,
  now: number,
): SymmetricDocument {
  const next = freeKid(held.current, held.keys);
  return { ...held, next, nextSince: now, keys: { ...held.keys, [String(next)]: key } };
}

/** The id after the last one, so that none comes back before all others have been used. */
function freeKid(current: number, keys: Readonly<Record<string, string>>): number {
  if (Object.keys(keys).length >= KEY_IDS)
    throw new Fault("rotation-refused", "Every key id is taken by a key that still counts.");
  let kid = (current + 1) % KEY_IDS;
  while (String(kid) in keys) kid = (kid + 1) % KEY_IDS;
  return kid;
}
