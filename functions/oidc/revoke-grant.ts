import type { Clock } from "../domain/ambient.ts";
import { type GrantLocation, locateGrant } from "../domain/grant.ts";
import { readRefreshToken } from "../domain/refresh-token.ts";
import { openSealed } from "../flows/open-sealed.ts";
import { sessionOfClaims } from "../flows/session-of-claims.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";
import { knownClient } from "./client-secret.ts";
import type { AskedToken } from "./token-form.ts";

export interface RevokeGrantDependencies {
  readonly storage: Stores<{ grants: "end" }>;
  readonly keys: Pick<Keys, "find">;
  readonly signer: Pick<Signer, "verify">;
  readonly settings: Pick<Settings, "clients">;
  readonly clock: Clock;
}

export type RevokeGrantOutcome =
  | { readonly kind: "invalid-client" }
  | { readonly kind: "revoked"; readonly clientId: string; readonly recipientKey: string }
  /** Not a token of this client, or nothing is left of it: the client may take it for revoked. */
  | { readonly kind: "needless" };

/** Ends the grant of a token that its client has no more use for. Either kind of token ends it whole (RFC 7009, 2.1). */
export async function revokeGrant(
  deps: RevokeGrantDependencies,
  { client: shown, token }: AskedToken,
): Promise<RevokeGrantOutcome> {
  const client = knownClient(deps.settings.clients, shown);
  if (!client) return { kind: "invalid-client" };
  const now = deps.clock();
  const at = await locate(deps, token, now);
  const ended = at && (await deps.storage.grants.end(at, now, { clientId: client.id }));
  return ended
    ? { kind: "revoked", clientId: client.id, recipientKey: at.recipientKey }
    : { kind: "needless" };
}

async function locate(
  { keys, signer }: RevokeGrantDependencies,
  token: string,
  now: number,
): Promise<GrantLocation | undefined> {
  if (!token.includes(".")) {
    const reference = await openSealed(keys, "cookie", token, readRefreshToken);
    return reference && locateGrant(reference);
  }
  const claims = await signer.verify(token, now, "anyone");
  const session = claims?.gid === undefined ? undefined : await sessionOfClaims(keys, claims);
  return session && claims?.gid !== undefined
    ? { recipientKey: session.recipientKey, id: claims.gid }
    : undefined;
}
