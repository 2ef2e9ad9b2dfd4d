import type { RecipientKey } from "./recipient.ts";
import { SEAL_VERSION, seal, unseal } from "./sealed.ts";
import type { SessionReference } from "./session.ts";

/** What the link "this was not me" carries: it cancels one challenge, or ends its session, and opens nothing. */
export type CancelToken = string & { readonly brand: "CancelToken" };

const CANCEL_SEAL = { label: "cancel|", tagBytes: 16 };
const KEY_BYTES = 16;

/**
 * `version(1) kid(1) recipientKey(16) nonce(16) tag(16)`, sealed with the passcode key under a label of its own. It names
 * the challenge and lacks the tag that would make a challenge id of it, so that a link may stand in a URL.
 */
export function cancelToken(
  { recipientKey, nonce }: SessionReference,
  kid: number,
  key: Uint8Array,
): CancelToken {
  const body = Buffer.concat([
    Buffer.of(SEAL_VERSION, kid),
    Buffer.from(recipientKey, "base64url"),
    Buffer.from(nonce, "base64url"),
  ]);
  return seal(CANCEL_SEAL, key, body).toString("base64url") as CancelToken;
}

/** The challenge that a token cancels, or undefined unless this key made it. */
export function readCancelToken(text: string, key: Uint8Array): SessionReference | undefined {
  const body = unseal(CANCEL_SEAL, key, text);
  if (body?.length !== 2 + 2 * KEY_BYTES) return undefined;
  return {
    recipientKey: body.subarray(2, 2 + KEY_BYTES).toString("base64url") as RecipientKey,
    nonce: body.subarray(2 + KEY_BYTES).toString("base64url"),
  };
}
