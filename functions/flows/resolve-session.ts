import type { SessionReference } from "../domain/reference.ts";
import { isFirstParty } from "../domain/first-party.ts";
import { readSessionToken } from "../domain/session.ts";
import type { Keys } from "../keys/port.ts";
import { openSealed } from "./open-sealed.ts";
import { sessionOfClaims } from "./session-of-claims.ts";
import type { Signer } from "../signing/port.ts";

export interface ResolvedSession {
  readonly reference: SessionReference;
  /** Whether it was the session token itself, which may be exchanged for fresh access tokens. */
  readonly renewable: boolean;
}

/** Finds the session that a session token or an access token names; whether it still holds, the table says. */
export async function resolveSession(
  { keys, signer }: { readonly keys: Keys; readonly signer: Signer },
  credential: string | undefined,
  now: number,
): Promise<ResolvedSession | undefined> {
  if (credential === undefined) return undefined;
  if (credential.includes(".")) {
    const claims = await signer.verify(credential, now);
    // What an app was given for its scope opens the app's own routes alone.
    if (claims && !isFirstParty(claims)) return undefined;
    const reference = claims && (await sessionOfClaims(keys, claims));
    return reference && { reference, renewable: false };
  }
  const reference = await resolveSessionToken(keys, credential);
  return reference && { reference, renewable: true };
}

/** Finds the session that a session token names, such as a browser's cookie. */
export function resolveSessionToken(
  keys: Pick<Keys, "find">,
  text: string,
): Promise<SessionReference | undefined> {
  return openSealed(keys, "cookie", text, readSessionToken);
}
