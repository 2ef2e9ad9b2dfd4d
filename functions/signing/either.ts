import type { Signer } from "./port.ts";

/**
 * Signs with the first, and publishes and believes the keys of both: while an owner changes from one to the other,
 * backends learn the new keys before they sign, and tokens of the old ones hold until they expire.
 */
export function eitherSigner(first: Signer, other: Signer): Signer {
  return {
    prepare: () => first.prepare(),
    publicKeys: async () => (await Promise.all([first.publicKeys(), other.publicKeys()])).flat(),
    verify: async (token, now, of) => (await first.verify(token, now, of)) ?? other.verify(token, now, of),
  };
}
