import { type Challenge, isCurrentToken, isSession, type Session } from "../domain/challenge.ts";
import type { SessionReference } from "../domain/reference.ts";
import { isFirstParty } from "../domain/first-party.ts";
import { readSessionToken, type ShownSession } from "../domain/session.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";
import { openSealed } from "./open-sealed.ts";
import { sessionOfClaims } from "./session-of-claims.ts";
import type { Signer } from "../signing/port.ts";

export interface ResolvedSession {
  readonly reference: SessionReference;
  /** The session token itself, which may be exchanged for fresh access tokens; absent where an access token was shown. */
  readonly shown?: ShownSession;
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
    return reference && { reference };
  }
  const shown = await resolveSessionToken(keys, credential);
  return shown && { reference: shown, shown };
}

/** Whether what was shown for a session still counts. @param now epoch seconds */
export function holds(
  session: Challenge | undefined,
  { shown }: Pick<ResolvedSession, "shown">,
  now: number,
): session is Session {
  return isSession(session, now) && (shown === undefined || isCurrentToken(session, shown));
}

/** The session of a session token, such as a browser's cookie, where it lasts and no later token has taken its place. */
export async function sessionOfToken(
  { keys, storage }: { readonly keys: Pick<Keys, "find">; readonly storage: Stores<{ challenges: "read" }> },
  token: string | undefined,
  now: number,
): Promise<Session | undefined> {
  const shown = token === undefined ? undefined : await resolveSessionToken(keys, token);
  const session = shown && (await storage.challenges.read(shown));
  return shown && holds(session, { shown }, now) ? session : undefined;
}

/** What a session token says, where one of our keys made it. */
export function resolveSessionToken(
  keys: Pick<Keys, "find">,
  text: string,
): Promise<ShownSession | undefined> {
  return openSealed(keys, "cookie", text, readSessionToken);
}
