import type { Clock } from "../domain/ambient.ts";
import { traitsOf } from "../domain/channel.ts";
import { isSession } from "../domain/challenge.ts";
import { readSessionId } from "../domain/session.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";

export interface ReadUserDependencies {
  readonly storage: Stores<{ challenges: "read" }>;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** Who has signed in, by the claims' own names (OpenID Connect Core, 5.1). */
export interface UserInfo {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: true;
  readonly phone_number?: string;
  readonly phone_number_verified?: true;
}

export type ReadUserOutcome =
  | { readonly kind: "user"; readonly user: UserInfo }
  | { readonly kind: "invalid-token" | "insufficient-scope" };

/** Tells of the user who signed in what the token's scope allows, as long as their session lasts: one read. */
export async function readUser(
  { storage, signer, clock }: ReadUserDependencies,
  token: string,
): Promise<ReadUserOutcome> {
  const now = clock();
  const claims = await signer.verify(token, now);
  const reference = claims?.sid === undefined ? undefined : readSessionId(claims.sid);
  if (!claims || !reference) return { kind: "invalid-token" };
  // A token of our own API: its user was not asked whether an app may know their address.
  const scopes = claims.scope?.split(" ") ?? [];
  if (!scopes.includes("openid")) return { kind: "insufficient-scope" };
  const session = await storage.challenges.read(reference);
  if (!isSession(session, now)) return { kind: "invalid-token" };
  const { address, subject: sub } = session;
  const byEmail = traitsOf(session.channel).addressKind === "email";
  return {
    kind: "user",
    user: {
      sub,
      ...(byEmail && scopes.includes("email") && { email: address, email_verified: true }),
      ...(!byEmail && scopes.includes("phone") && { phone_number: address, phone_number_verified: true }),
    },
  };
}
