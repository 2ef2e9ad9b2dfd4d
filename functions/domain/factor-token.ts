import { type SessionReference, sealReference, unsealReference } from "./reference.ts";

/**
 * Says that its holder has sent the right code of one challenge, and so may give that challenge's second factor. It is
 * worth nothing by itself, nor once the challenge is proved no longer.
 */
export type FactorToken = string & { readonly brand: "FactorToken" };

const FACTOR_SEAL = { label: "second-factor|", tagBytes: 16 };

/**
 * Sealed with the passcode key of the challenge, whose id `kid` is: nothing is stored, and a repeated right code makes the
 * same one. It has no time of its own: a challenge is proved once, for five minutes.
 */
export function factorToken(reference: SessionReference, kid: number, key: Uint8Array): FactorToken {
  return sealReference(FACTOR_SEAL, reference, kid, key) as FactorToken;
}

/** Whether a text is the token of this challenge. @param key the passcode key that made the challenge's id */
export function isFactorToken(
  text: string,
  { recipientKey, nonce }: SessionReference,
  key: Uint8Array,
): text is FactorToken {
  const sealed = unsealReference(FACTOR_SEAL, text, key);
  return sealed?.recipientKey === recipientKey && sealed.nonce === nonce;
}
