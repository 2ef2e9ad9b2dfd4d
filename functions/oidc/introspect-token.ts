import type { Settings } from "../settings.ts";
import { audienceOf } from "./audience.ts";
import type { Client } from "./authorization-request.ts";
import { givenClients, knownClient } from "./client-secret.ts";
import { grantOfRefreshToken, openRefreshToken } from "./live-refresh-token.ts";
import { liveToken, type LiveTokenDependencies } from "./live-token.ts";
import type { AskedToken } from "./token-form.ts";

export type IntrospectTokenDependencies = LiveTokenDependencies & {
  readonly settings: Pick<Settings, "clients" | "session" | "refresh">;
  readonly issuer: string;
};

export type IntrospectTokenOutcome =
  | { readonly kind: "invalid-client" }
  /** Undefined for a token that is not good, or that is no business of who asks. */
  | { readonly kind: "token"; readonly claims: Readonly<Record<string, unknown>> | undefined };

/**
 * Tells an app's server whether a token still holds, and what it says (RFC 7662). Only of its own tokens, and of those
 * that are for it as a backend: anything else would tell one app of another's users.
 */
export async function introspectToken(
  deps: IntrospectTokenDependencies,
  { client: shown, token }: AskedToken,
): Promise<IntrospectTokenOutcome> {
  const client = knownClient(givenClients(deps), shown);
  // Whoever knows the id of an app without a secret could ask in its name.
  if (client?.secretSha256 === undefined) return { kind: "invalid-client" };
  const read = token.includes(".") ? ofAccessToken : ofRefreshToken;
  return { kind: "token", claims: await read(deps, client, token) };
}

async function ofAccessToken(deps: IntrospectTokenDependencies, client: Client, token: string) {
  const live = await liveToken(deps, token);
  if (!live) return undefined;
  const { claims } = live;
  // Tokens for the issuer are for no app's backend.
  const isItsBackend = client.audience !== undefined && claims.aud === audienceOf(client, deps);
  if (claims.client_id !== client.id && !isItsBackend) return undefined;
  // Where the session lies is for the service alone.
  return { ...claims, ref: undefined, token_type: "Bearer" };
}

async function ofRefreshToken(deps: IntrospectTokenDependencies, client: Client, text: string) {
  const token = await openRefreshToken(deps, client, text);
  const grant = token && (await grantOfRefreshToken(deps, client, token));
  if (!grant) return undefined;
  const { subject: sub, clientId: client_id, scope } = grant;
  const exp = Math.min(grant.expiresAt, token.idleEndsAt);
  return { iss: deps.issuer, sub, client_id, scope, exp, iat: token.issuedAt };
}
