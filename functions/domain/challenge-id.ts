import type { RecipientKey } from "./recipient.ts";
import { keyAt, keyBytes } from "./reference.ts";
import { isSealVersion, type Seal, SEAL_VERSION, seal, STRONG_SEAL_VERSION, unseal } from "./sealed.ts";
import type { CodeShape } from "./typed/code-shape.ts";

/** The bearer value of a challenge: never in a URL, a log or a token. */
export type ChallengeId = string & { readonly brand: "ChallengeId" };

/** What a challenge id says, once its tag has been checked. */
export interface ChallengeReference extends CodeShape {
  /** The passcode key that made it. */
  readonly kid: number;
  /** Whether approval opens a session (purpose `login`), known without reading the challenge. */
  readonly opensSession: boolean;
  /** Epoch seconds. */
  readonly issuedAt: number;
  readonly recipientKey: RecipientKey;
  /** Partition of the ledger that counts for this recipient; another one than `recipientKey` for sub-addressed e-mail. */
  readonly ledgerKey: RecipientKey;
  /** 16 random bytes, base64url. */
  readonly nonce: string;
  /** Opened for a test recipient: nothing is sent, and the settings' fixed code takes the place of the passcode. */
  readonly test?: true;
}

const ID_SEAL: Seal = { label: "challenge-id|", tagBytes: 8 };
const OPENS_SESSION = 0x10;
const OWN_LEDGER = 0x20;
const TEST = 0x40;
const HEAD_BYTES = 7;

/**
 * The bytes of a challenge id: `version(1) kid(1) length and flags(1) issuedAt(4) recipientKey(16) nonce(16) tag(8)`;
 * where the ledger is another recipient's, its key follows the nonce. A strong code's id has a version of its own.
 * @param under another seal, for what names a challenge and is no id of it
 */
export function challengeIdBytes(
  reference: ChallengeReference,
  key: Uint8Array,
  under: Seal = ID_SEAL,
): Buffer {
  const ownLedger = reference.ledgerKey !== reference.recipientKey;
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = reference.format === "base32" ? STRONG_SEAL_VERSION : SEAL_VERSION;
  head[1] = reference.kid;
  head[2] =
    reference.length |
    (reference.opensSession ? OPENS_SESSION : 0) |
    (ownLedger ? OWN_LEDGER : 0) |
    (reference.test ? TEST : 0);
  head.writeUInt32BE(reference.issuedAt, 3);
  const keys = [reference.recipientKey, reference.nonce, ...(ownLedger ? [reference.ledgerKey] : [])];
  return seal(under, key, Buffer.concat([head, keyBytes(...keys)]));
}

/** The text form of {@link challengeIdBytes}. */
export function encodeChallengeId(bytes: Buffer): ChallengeId {
  return bytes.toString("base64url") as ChallengeId;
}

/** When an id claims to have been made, before anything about it is believed; undefined if it cannot be ours. */
export function claimedIssuedAt(text: string): number | undefined {
  const head = Buffer.from(text.slice(0, 10), "base64url");
  return isSealVersion(head[0]) && head.length === HEAD_BYTES ? head.readUInt32BE(3) : undefined;
}

/** The nonce that an id claims to have, in the same way. */
export function claimedNonce(text: string): string | undefined {
  const bytes = Buffer.from(text, "base64url");
  return isSealVersion(bytes[0]) && bytes.length >= HEAD_BYTES + 32
    ? keyAt(bytes.subarray(HEAD_BYTES), 1)
    : undefined;
}

/** Reads an id, or returns undefined unless this key made it: a made-up id costs no database call. */
export function readChallengeId(
  text: string,
  key: Uint8Array,
  under: Seal = ID_SEAL,
): ChallengeReference | undefined {
  const body = unseal(under, key, text);
  const shape = body?.[2];
  if (!body || shape === undefined) return undefined;
  const keys = body.subarray(HEAD_BYTES);
  const recipientKey = keyAt(keys, 0) as RecipientKey;
  return {
    kid: body[1] ?? 0,
    format: body[0] === STRONG_SEAL_VERSION ? "base32" : "digits",
    length: shape & 0x0f,
    opensSession: (shape & OPENS_SESSION) !== 0,
    issuedAt: body.readUInt32BE(3),
    recipientKey,
    nonce: keyAt(keys, 1),
    ledgerKey: (shape & OWN_LEDGER) !== 0 ? (keyAt(keys, 2) as RecipientKey) : recipientKey,
    ...((shape & TEST) !== 0 && { test: true }),
  };
}

/** What a challenge's id says of it, and nothing else of the challenge. */
export function challengeReferenceOf({
  kid,
  opensSession,
  issuedAt,
  recipientKey,
  ledgerKey,
  nonce,
  format,
  length,
  test,
}: ChallengeReference): ChallengeReference {
  const shape = { format, length };
  return { kid, opensSession, issuedAt, recipientKey, ledgerKey, nonce, ...shape, ...(test && { test }) };
}
