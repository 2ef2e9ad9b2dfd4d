import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { isSession } from "../domain/challenge.ts";
import { isOffline, locateGrant, readAuthorizationCode, sessionOfGrant } from "../domain/grant.ts";
import { refreshToken } from "../domain/refresh-token.ts";
import { openSealed } from "../flows/open-sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";
import { audienceOf } from "./audience.ts";
import { needsPkce } from "./authorization-request.ts";
import { givenClients, knownClient, type ShownClient, type Suspending } from "./client-secret.ts";
import { codeChallengeOf } from "./pkce.ts";
import { type GrantTokens, signGrant } from "./sign-grant.ts";

export interface ExchangeGrantDependencies extends Suspending {
  readonly storage: Stores<{ challenges: "read"; grants: "give" | "end" }>;
  readonly keys: Pick<Keys, "find" | "current">;
  readonly signer: Signer;
  readonly settings: Pick<Settings, "clients" | "session">;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** What an app shows for tokens. */
export interface Exchange {
  readonly client: ShownClient;
  readonly code: string;
  readonly redirectUri: string;
  readonly codeVerifier: string | undefined;
}

export type ExchangeGrantOutcome =
  | (GrantTokens & {
      readonly kind: "exchanged";
      readonly clientId: string;
      readonly recipientKey: string;
      readonly refreshToken: string | undefined;
    })
  | { readonly kind: "invalid-client" }
  | { readonly kind: "no-verifier" }
  /** `replayed` where the code had been exchanged before: then what was given for it is over. */
  | { readonly kind: "invalid-grant"; readonly replayed: boolean };

const INVALID: ExchangeGrantOutcome = { kind: "invalid-grant", replayed: false };

/**
 * Uses a code up and gives tokens for it. A caller who shows it again is the attacker who stole it, or the app that it
 * was stolen from; which one cannot be told. So what was given for it ends (RFC 6749, 4.1.2), and nothing else does: the
 * person's session and other apps' tokens have no part in it.
 */
export async function exchangeGrant(
  deps: ExchangeGrantDependencies,
  { client: shown, code, redirectUri, codeVerifier }: Exchange,
): Promise<ExchangeGrantOutcome> {
  const { storage, keys, signer, clock, random } = deps;
  const client = knownClient(givenClients(deps), shown);
  if (!client) return { kind: "invalid-client" };
  if (codeVerifier === undefined && needsPkce(client)) return { kind: "no-verifier" };
  const codeChallenge = codeVerifier === undefined ? undefined : codeChallengeOf(codeVerifier);
  const reference = await openSealed(keys, "cookie", code, readAuthorizationCode);
  if (!reference || (codeVerifier !== undefined && codeChallenge === undefined)) return INVALID;

  // Loaded before the write: a code that nothing can be signed for would be wasted.
  const [sign, cookieKey] = await Promise.all([signer.prepare(), keys.current("cookie")]);
  const now = clock();
  const at = locateGrant(reference);
  const use = { clientId: client.id, audience: audienceOf(client, deps), redirectUri, codeChallenge };
  const result = await storage.grants.give(at, use, { by: invocationId(random), now });
  if (result.kind === "replayed") {
    await storage.grants.end(at, now);
    return { kind: "invalid-grant", replayed: true };
  }
  if (result.kind !== "given") return INVALID;
  const { grant } = result;
  // Read after the write: what ends a session looks for its grants after that, so one of the two sees the other.
  const session = await storage.challenges.read(sessionOfGrant(grant));
  if (!isSession(session, now)) {
    // Its app has been given nothing, and knows of no session.
    await storage.grants.end(at, now, { told: true });
    return INVALID;
  }
  const tokens = await signGrant(deps, sign, cookieKey, client, grant, grant, now);
  const { recipientKey, generation } = grant;
  const { kid, key } = cookieKey;
  const sessionNonce = isOffline(grant) ? {} : { sessionNonce: grant.sessionNonce };
  return {
    kind: "exchanged",
    clientId: client.id,
    recipientKey,
    ...tokens,
    refreshToken: client.refresh
      ? refreshToken({ ...reference, generation, issuedAt: now, ...sessionNonce }, kid, key)
      : undefined,
  };
}
