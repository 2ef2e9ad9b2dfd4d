import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { isSession } from "../domain/challenge.ts";
import { knownClient, type ShownClient } from "./client-secret.ts";
import { idTokenClaims } from "../domain/id-token.ts";
import { codeChallengeOf } from "./pkce.ts";
import { tokenClaims } from "../domain/session.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";

export interface ExchangeGrantDependencies {
  readonly storage: Stores<{ challenges: "read" | "end"; grants: "consume" }>;
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
  readonly codeVerifier: string;
}

export type ExchangeGrantOutcome =
  | {
      readonly kind: "exchanged";
      readonly clientId: string;
      readonly recipientKey: string;
      readonly accessToken: string;
      readonly idToken: string;
      readonly expiresIn: number;
      readonly scope: string;
    }
  | { readonly kind: "invalid-client" }
  /** `replayed` where the code had been exchanged before: then the session is over. */
  | { readonly kind: "invalid-grant"; readonly replayed: boolean };

/**
 * Uses a code up and gives tokens for it. A caller who shows it again is the attacker who stole it, or the app that it
 * was stolen from; which one cannot be told. So what was given for it ends with the session (RFC 6749, 4.1.2).
 */
export async function exchangeGrant(
  { storage, signer, settings, issuer, clock, random }: ExchangeGrantDependencies,
  { client: shown, code, redirectUri, codeVerifier }: Exchange,
): Promise<ExchangeGrantOutcome> {
  const client = knownClient(settings.clients, shown);
  if (!client) return { kind: "invalid-client" };
  const codeChallenge = codeChallengeOf(codeVerifier);
  if (codeChallenge === undefined) return { kind: "invalid-grant", replayed: false };

  // Loaded before the write: a code that nothing can be signed for would be wasted.
  const sign = await signer.prepare();
  const now = clock();
  const use = { clientId: client.id, redirectUri, codeChallenge };
  const result = await storage.grants.consume(code, use, { by: invocationId(random), now });
  if (result.kind === "refused") return { kind: "invalid-grant", replayed: false };
  const { grant } = result;
  if (result.kind === "replayed") {
    await storage.challenges.end(grant.session, now);
    return { kind: "invalid-grant", replayed: true };
  }
  const session = await storage.challenges.read(grant.session);
  // It may have ended within the minute.
  if (!isSession(session, now)) return { kind: "invalid-grant", replayed: false };

  const { audience, tokenSeconds } = settings.session;
  const jti = random(12).toString("base64url");
  const claims = tokenClaims(session, { issuer, audience, tokenSeconds, jti }, now);
  const accessToken = await sign({ ...claims, client_id: client.id, scope: grant.scope });
  const { iss, iat, exp } = claims;
  const idToken = await sign(idTokenClaims(session, grant, { iss, iat, exp, accessToken }), "JWT");
  const { recipientKey } = session;
  return {
    kind: "exchanged",
    clientId: client.id,
    recipientKey,
    accessToken,
    idToken,
    expiresIn: exp - now,
    scope: grant.scope,
  };
}
