import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { type Grant, locateGrant } from "../domain/grant.ts";
import { type RefreshReference, refreshToken } from "../domain/refresh-token.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";
import { type Client, SCOPES } from "./authorization-request.ts";
import { audienceOf } from "./audience.ts";
import { givenClients, knownClient, type ShownClient, type Suspending } from "./client-secret.ts";
import { grantOfRefreshToken, openRefreshToken } from "./live-refresh-token.ts";
import { type GrantTokens, signGrant } from "./sign-grant.ts";

export interface RefreshGrantDependencies extends Suspending {
  readonly storage: Stores<{ challenges: "read"; grants: "read" | "rotate" | "end" }>;
  readonly keys: Pick<Keys, "find" | "current">;
  readonly signer: Signer;
  readonly settings: Pick<Settings, "clients" | "session" | "refresh">;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** What an app shows to stay signed in. */
export interface Refresh {
  readonly client: ShownClient;
  readonly refreshToken: string;
  /** Less than what was granted, where it says so. */
  readonly scope: string | undefined;
}

export type RefreshGrantOutcome =
  | (GrantTokens & {
      readonly kind: "refreshed";
      readonly clientId: string;
      readonly recipientKey: string;
      readonly refreshToken: string;
    })
  | { readonly kind: "invalid-client" | "unauthorized-client" | "invalid-scope" }
  /** `replayed` where it was an old one of its client, shown too late: then the grant is over. */
  | { readonly kind: "invalid-grant"; readonly replayed: boolean };

const INVALID: RefreshGrantOutcome = { kind: "invalid-grant", replayed: false };

/**
 * Gives an app fresh tokens, as long as its grant lasts and, without `offline_access`, the session. An app without a
 * secret gets a new refresh token each time, so that a stolen one shows when both are used (RFC 9700, 4.14.2); a secret
 * shows that as well.
 */
export async function refreshGrant(
  deps: RefreshGrantDependencies,
  { client: shown, refreshToken: text, scope: asked }: Refresh,
): Promise<RefreshGrantOutcome> {
  const { storage, keys, signer, clock } = deps;
  const client = knownClient(givenClients(deps), shown);
  if (!client) return { kind: "invalid-client" };
  if (!client.refresh) return { kind: "unauthorized-client" };
  const wanted = asked?.split(" ").filter((word) => (SCOPES as readonly string[]).includes(word));
  if (wanted?.length === 0) return { kind: "invalid-scope" };

  // Before the write: a token that nothing can be signed for would be wasted, and so would one of a session that is over.
  const [token, sign, cookieKey] = await Promise.all([
    openRefreshToken(deps, client, text),
    signer.prepare(),
    keys.current("cookie"),
  ]);
  if (!token) return INVALID;
  const now = clock();
  const found =
    client.secretSha256 === undefined
      ? await rotate(deps, client, token, wanted, now)
      : await readAgain(deps, client, token, now);
  if (found === "not-granted") return { kind: "invalid-scope" };
  if (found === "replayed") {
    await storage.grants.end(locateGrant(token), now, { clientId: client.id });
    return { kind: "invalid-grant", replayed: true };
  }
  if (found === undefined) return INVALID;
  const { grant, issuedAt } = found;
  const scope = grant.scope
    .split(" ")
    .filter((word) => wanted?.includes(word) ?? true)
    .join(" ");
  if (scope === "") return { kind: "invalid-scope" };
  const tokens = await signGrant(deps, sign, cookieKey, client, grant, { scope }, now);
  return {
    kind: "refreshed",
    clientId: client.id,
    recipientKey: grant.recipientKey,
    ...tokens,
    refreshToken: refreshToken(
      { ...token, generation: grant.generation, issuedAt },
      cookieKey.kid,
      cookieKey.key,
    ),
  };
}

interface Found {
  readonly grant: Grant;
  /** Of the refresh token that is given; the same for everybody who gets this one. */
  readonly issuedAt: number;
}

async function rotate(
  deps: RefreshGrantDependencies,
  client: Client,
  token: RefreshReference,
  scopes: readonly string[] | undefined,
  now: number,
): Promise<Found | "not-granted" | "replayed" | undefined> {
  const { storage, settings, random } = deps;
  const { graceSeconds } = settings.refresh;
  const audience = audienceOf(client, deps);
  const use = { clientId: client.id, audience, generation: token.generation, graceSeconds, scopes };
  const result = await storage.grants.rotate(locateGrant(token), use, { by: invocationId(random), now });
  if (result.kind === "refused") return undefined;
  if (result.kind !== "rotated") return result.kind;
  return { grant: result.grant, issuedAt: result.grant.rotatedAt ?? now };
}

/** The same generation once more, sealed under the current key: so its use keeps it alive. */
async function readAgain(
  deps: RefreshGrantDependencies,
  client: Client,
  token: RefreshReference,
  now: number,
): Promise<Found | undefined> {
  const grant = await grantOfRefreshToken(deps, client, token);
  return grant && { grant, issuedAt: now };
}
