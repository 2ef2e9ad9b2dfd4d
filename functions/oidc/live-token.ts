import type { Clock } from "../domain/ambient.ts";
import { isSession, type Session } from "../domain/challenge.ts";
import { type Grant, isLive, isOffline } from "../domain/grant.ts";
import { isFirstParty } from "../domain/first-party.ts";
import type { TokenClaims } from "../domain/session.ts";
import { sessionOfClaims } from "../flows/session-of-claims.ts";
import type { Keys } from "../keys/port.ts";
import type { Suspending } from "./client-secret.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";

export interface LiveTokenDependencies extends Suspending {
  readonly storage: Stores<{ challenges: "read"; grants: "read" }>;
  readonly keys: Pick<Keys, "find">;
  readonly signer: Pick<Signer, "verify">;
  readonly settings: Pick<Settings, "session">;
  readonly clock: Clock;
}

/** An access token, and what it was given for, which still holds: an app's grant, or the session itself. */
export type LiveToken =
  | { readonly kind: "app"; readonly claims: TokenClaims; readonly grant: Grant }
  | { readonly kind: "first-party"; readonly claims: TokenClaims; readonly session: Session };

/** Reads what an access token was given for: its session, and beside it, for an app's, its grant. Undefined where either is over. */
export async function liveToken(
  { storage, keys, signer, settings, live, clock }: LiveTokenDependencies,
  token: string,
): Promise<LiveToken | undefined> {
  const now = clock();
  const claims = await signer.verify(token, now, "anyone");
  const reference = claims && (await sessionOfClaims(keys, claims));
  if (!claims || !reference) return undefined;
  if (isFirstParty(claims)) {
    if (claims.aud !== settings.session.audience) return undefined;
    const session = await storage.challenges.read(reference);
    return isSession(session, now) ? { kind: "first-party", claims, session } : undefined;
  }
  if (claims.gid === undefined) return undefined;
  // Its tokens are good again once an admin lets it in again, as long as they last.
  if (live.suspendedApps.some((id) => id === claims.client_id)) return undefined;
  const [grant, session] = await Promise.all([
    storage.grants.read({ recipientKey: reference.recipientKey, id: claims.gid }),
    storage.challenges.read(reference),
  ]);
  if (!isLive(grant, now) || grant.clientId !== claims.client_id || grant.audience !== claims.aud)
    return undefined;
  return isOffline(grant) || isSession(session, now) ? { kind: "app", claims, grant } : undefined;
}
