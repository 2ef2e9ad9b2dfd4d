import { type SessionReference, sealReference, unsealReference } from "./reference.ts";

/** What the link "this was not me" carries: it cancels one challenge, or ends its session, and opens nothing. */
export type CancelToken = string & { readonly brand: "CancelToken" };

const CANCEL_SEAL = { label: "cancel|", tagBytes: 16 };

/**
 * Sealed with the passcode key. It names the challenge and lacks the tag that would make a challenge id of it, so that a
 * link may stand in a URL.
 */
export function cancelToken(reference: SessionReference, kid: number, key: Uint8Array): CancelToken {
  return sealReference(CANCEL_SEAL, reference, kid, key) as CancelToken;
}

/** The challenge that a token cancels, or undefined unless this key made it. */
export function readCancelToken(text: string, key: Uint8Array): SessionReference | undefined {
  return unsealReference(CANCEL_SEAL, text, key);
}
