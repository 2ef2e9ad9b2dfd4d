import type { SessionReference } from "../../domain/reference.ts";
import { keyBytes } from "../../domain/reference.ts";
import { mac } from "../../domain/sealed.ts";

/**
 * What a session is called on its user's page: it opens nothing, is the same each time, and is neither the `sid` that apps
 * know nor what the table's keys are made of.
 * @param secret the recipient secret
 */
export function shownSessionId(secret: Uint8Array, { recipientKey, nonce }: SessionReference): string {
  const bytes = keyBytes(recipientKey, nonce);
  return mac(secret, "shown-session|", bytes).subarray(0, 16).toString("base64url");
}
