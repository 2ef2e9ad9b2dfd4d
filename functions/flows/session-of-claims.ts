import { readHiddenReference } from "../domain/hidden-reference.ts";
import { referenceOf, type SessionReference } from "../domain/reference.ts";
import type { TokenClaims } from "../domain/session.ts";
import type { Keys } from "../keys/port.ts";
import { openSealed } from "./open-sealed.ts";

/** Finds the session that an access token tells of; none where its purpose opened none. */
export async function sessionOfClaims(
  keys: Pick<Keys, "find">,
  { sid, ref }: Pick<TokenClaims, "sid" | "ref">,
): Promise<SessionReference | undefined> {
  if (ref !== undefined) return openSealed(keys, "cookie", ref, readHiddenReference);
  // Until 0.3.0 `sid` was the reference itself: such tokens may live for an hour after an upgrade.
  return sid === undefined ? undefined : referenceOf(Buffer.from(sid, "base64url"));
}
