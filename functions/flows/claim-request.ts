import type { Challenge } from "../domain/challenge.ts";
import type { Channel } from "../domain/channel.ts";
import type { ChallengeReference } from "../domain/challenge-id.ts";
import type { Transaction } from "../domain/transaction.ts";
import { mac } from "../domain/sealed.ts";
import type { CodeFormat, CodeShape } from "../domain/typed/code-shape.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";

/** A challenge whose code is not chosen yet. */
export type NewReference = Omit<ChallengeReference, keyof CodeShape>;

export type ClaimedRequest =
  /** Go on with this reference: the fresh one, or that of a first try which broke off. */
  | { readonly kind: "claimed"; readonly reference: NewReference }
  | { readonly kind: "replayed"; readonly challenge: Challenge }
  | { readonly kind: "idempotency-mismatch" };

interface RepeatableInput {
  readonly channel: Channel;
  /** As it is stored. */
  readonly address: string;
  readonly idempotencyKey?: string | undefined;
  readonly purpose: string;
  readonly locale?: string | undefined;
  readonly transaction?: Transaction | undefined;
  readonly codeFormats?: readonly CodeFormat[] | undefined;
}

/**
 * Makes a request with an `Idempotency-Key` happen once. The record remembers which challenge the key stands for,
 * so a repeat answers with it; if the first try was refused, or broke off before the challenge was put, the repeat goes
 * on with the same nonce, by which the ledger recognises what it has already counted.
 */
export async function claimRequest(
  {
    storage,
    settings,
  }: {
    readonly storage: Stores<{ challenges: "read"; idempotency: "reserve" }>;
    readonly settings: Settings;
  },
  secret: Uint8Array,
  { channel, address, idempotencyKey, purpose, locale, transaction, codeFormats }: RepeatableInput,
  fresh: NewReference,
  now: number,
): Promise<ClaimedRequest> {
  if (idempotencyKey === undefined) return { kind: "claimed", reference: fresh };
  // Keyed, since a bare hash of an address is easily undone.
  const meaning = JSON.stringify([
    ...[channel, address, purpose, locale ?? ""],
    ...(transaction ? [transaction.amount, transaction.payee] : []),
    ...(transaction?.reference === undefined ? [] : [transaction.reference]),
    ...(codeFormats ? [codeFormats] : []),
  ]);
  const bodyHash = mac(secret, "request-body", meaning).toString("base64url");
  const recordKey = mac(secret, "idempotency", idempotencyKey).subarray(0, 16).toString("base64url");
  const { nonce } = fresh;
  const expiresAt = now + settings.passcode.ttlSeconds;

  const held = await storage.idempotency.reserve(recordKey, { bodyHash, nonce, expiresAt }, now);
  if (held.bodyHash !== bodyHash) return { kind: "idempotency-mismatch" };
  const reference = { ...fresh, nonce: held.nonce };
  const challenge = held.nonce === nonce ? undefined : await storage.challenges.read(reference);
  return challenge ? { kind: "replayed", challenge } : { kind: "claimed", reference };
}
