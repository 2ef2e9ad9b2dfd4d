import { Fault } from "../domain/errors.ts";
import {
  generateKey,
  generateSigningKey,
  parseSecret,
  type SigningDocument,
  type SymmetricDocument,
} from "./documents.ts";
import type { RotatingSecret } from "../routes.ts";
import type { SigningKey } from "./port.ts";
import { withoutOldKeys, withoutOldSigningKeys } from "./retire.ts";

/**
 * How long a next key is published before it is used, in seconds: longer than functions keep keys, and for signing keys
 * longer than other people's backends keep ours.
 */
export const LEAD_SECONDS = { passcode: 600, cookie: 600, signing: 7200 } as const;

/** A key's id is one byte of what is made with it. */
const KEY_IDS = 256;

/** The result of a rotation: the document that follows, or from when on there can be one. */
export type Rotation<D> =
  | { readonly kind: "rotated"; readonly document: D }
  /** The next key may be unknown somewhere still. Epoch seconds. */
  | { readonly kind: "too-young"; readonly readyAt: number };

/** The next key becomes the current one, the current one a previous one, and the fresh key the next one. */
export function rotateKeys(
  name: "passcode" | "cookie",
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

/** The same for the keys that sign tokens. */
export function rotateSigningKeys(
  held: SigningDocument,
  fresh: SigningKey,
  now: number,
): Rotation<SigningDocument> {
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

/** The same for the keys that sign tokens. */
export function revokeSigningKeys(
  { next }: SigningDocument,
  [fresh, another]: readonly [SigningKey, SigningKey],
  now: number,
): SigningDocument {
  return { next: fresh, nextSince: now, current: next ?? another, previous: [] };
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
    const fresh = await Promise.all([generateSigningKey(), generateSigningKey()]);
    if (revoke) return written({ kind: "rotated", document: revokeSigningKeys(held, fresh, now) });
    return written(rotateSigningKeys(held, fresh[0], now));
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
