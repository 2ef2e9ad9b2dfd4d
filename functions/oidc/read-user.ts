import { traitsOf } from "../domain/channel.ts";
import { addressClaims, type AddressClaims } from "../domain/address-claims.ts";
import { liveToken, type LiveTokenDependencies } from "./live-token.ts";

/** Who has signed in, by the claims' own names (OpenID Connect Core, 5.1). */
export interface UserInfo extends AddressClaims {
  readonly sub: string;
}

export type ReadUserOutcome =
  | { readonly kind: "user"; readonly user: UserInfo }
  | { readonly kind: "invalid-token" | "insufficient-scope" };

/**
 * Tells of the user who signed in what the token's scope allows, as long as their session and the app's grant last. A
 * token of the owner's own API tells everything: its holder is no stranger who has to ask.
 */
export async function readUser(deps: LiveTokenDependencies, token: string): Promise<ReadUserOutcome> {
  const live = await liveToken(deps, token);
  const now = deps.clock();
  if (!live) return { kind: "invalid-token" };
  if (live.kind === "first-party") {
    const { subject: sub, channel } = live.session;
    const proven = { ...live.session, addressKind: traitsOf(channel).addressKind };
    return { kind: "user", user: { sub, ...addressClaims(proven, ["email", "phone"], now) } };
  }
  const scopes = live.claims.scope?.split(" ") ?? [];
  if (!scopes.includes("openid")) return { kind: "insufficient-scope" };
  return { kind: "user", user: { sub: live.grant.subject, ...addressClaims(live.grant, scopes, now) } };
}
