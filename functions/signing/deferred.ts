import type { Signer } from "./port.ts";

/** A signer that is made when it is first needed; one that could not be made is tried again. */
export function deferredSigner(make: () => Promise<Signer>): Signer {
  let made: Promise<Signer> | undefined;
  const signer = () => {
    const known = made ?? make();
    made = known;
    known.catch(() => (made = undefined));
    return known;
  };
  return {
    prepare: async () => (await signer()).prepare(),
    publicKeys: async () => (await signer()).publicKeys(),
    verify: async (token, now, of) => (await signer()).verify(token, now, of),
  };
}
