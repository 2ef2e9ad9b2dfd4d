import { isByAddress, type Session } from "../domain/challenge.ts";
import { hasFactor, type SubjectFactors } from "../domain/factors.ts";
import { type SubjectKey, subjectKey } from "../domain/subject.ts";
import { sessionOfToken } from "../flows/resolve-session.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";

/** How long ago the code, or the factor, of who changes factors may have been proved, in seconds. */
export const FRESH_SECONDS = 600;

/** The session of a session token or cookie; what an app or a backend has, an access token, changes no factor. */
export function sessionAt(
  deps: { readonly keys: Pick<Keys, "find">; readonly storage: Stores<{ challenges: "read" }> },
  credential: string | undefined,
  now: number,
): Promise<Session | undefined> {
  return sessionOfToken(deps, credential, now);
}

/**
 * Where the factors of a session's subject are looked for. Its challenge says so; one from before second factors were
 * switched on does not.
 * @param secret the recipient secret
 */
export function factorsAt(secret: Uint8Array, { subject, subjectKey: at }: Session): SubjectKey {
  return at ?? subjectKey(secret, subject);
}

/**
 * Whether a session may change its subject's factors: a code was typed for it just now, or once the subject has a factor,
 * one was proved in it just now. A thief who reads the mailbox can so neither remove a factor nor add one, and who sits at
 * a browser that shows its owner's codes cannot become the owner.
 */
export function isFreshlyProved(session: Session, factors: SubjectFactors | undefined, now: number): boolean {
  // Where two steps were taken, the code came first.
  const codeAt = isByAddress(session) ? (session.provedAt ?? session.approvedAt) : undefined;
  const proved = hasFactor(factors) ? session.factorAt : codeAt;
  return proved !== undefined && now < proved + FRESH_SECONDS;
}
