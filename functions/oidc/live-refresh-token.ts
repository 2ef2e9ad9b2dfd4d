import type { Clock } from "../domain/ambient.ts";
import { isSession } from "../domain/challenge.ts";
import { type Grant, isLive, locateGrant } from "../domain/grant.ts";
import { readRefreshToken, type RefreshReference } from "../domain/refresh-token.ts";
import { openSealed } from "../flows/open-sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { audienceOf } from "./audience.ts";
import type { Client } from "./authorization-request.ts";

export interface RefreshTokenDependencies {
  readonly storage: Stores<{ challenges: "read" }>;
  readonly keys: Pick<Keys, "find">;
  readonly settings: Pick<Settings, "session" | "refresh">;
  readonly issuer: string;
  readonly clock: Clock;
}

/** A refresh token that is good as far as can be told without its grant. */
export interface OpenRefreshToken extends RefreshReference {
  /** When it ends unless it is used before, or its grant ends; epoch seconds. */
  readonly idleEndsAt: number;
}

/**
 * What a refresh token says, if its client may have one, has used it in time, and the session lasts that has to last as
 * well. Undefined where it is refused whatever its grant says.
 */
export async function openRefreshToken(
  { storage, keys, settings, clock }: RefreshTokenDependencies,
  client: Client,
  text: string,
): Promise<OpenRefreshToken | undefined> {
  if (!client.refresh) return undefined;
  const token = await openSealed(keys, "cookie", text, readRefreshToken);
  const now = clock();
  const idleEndsAt = (token?.issuedAt ?? 0) + settings.refresh.idleSeconds;
  if (!token || idleEndsAt <= now) return undefined;
  const { recipientKey, sessionNonce } = token;
  if (sessionNonce === undefined) return { ...token, idleEndsAt };
  const session = await storage.challenges.read({ recipientKey, nonce: sessionNonce });
  return isSession(session, now) ? { ...token, idleEndsAt } : undefined;
}

/**
 * The grant of a refresh token that would be taken now, of a client that keeps the same one. Where it rotates, one
 * write decides the same.
 */
export async function grantOfRefreshToken(
  deps: Omit<RefreshTokenDependencies, "storage"> & { readonly storage: Stores<{ grants: "read" }> },
  client: Client,
  token: RefreshReference,
): Promise<Grant | undefined> {
  const grant = await deps.storage.grants.read(locateGrant(token));
  const holds =
    isLive(grant, deps.clock()) &&
    grant.clientId === client.id &&
    grant.audience === audienceOf(client, deps) &&
    grant.generation === token.generation;
  return holds ? grant : undefined;
}
