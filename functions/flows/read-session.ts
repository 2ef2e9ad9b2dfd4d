import type { Clock, Random } from "../domain/ambient.ts";
import type { Session } from "../domain/challenge.ts";
import { type HideReference, hideReference } from "../domain/hidden-reference.ts";
import { tokenClaims } from "../domain/session.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";
import { holds, resolveSession } from "./resolve-session.ts";

export interface ReadSessionDependencies {
  readonly storage: Stores<{ challenges: "read" }>;
  readonly keys: Keys;
  readonly signer: Signer;
  readonly settings: Settings;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

export type ReadSessionOutcome =
  | { readonly kind: "no-session" }
  | {
      readonly kind: "active";
      readonly session: Session;
      readonly now: number;
      /** A fresh access token, unless the session was shown by an access token. */
      readonly token?: { readonly text: string; readonly expiresAt: number };
    };

/** Checks a session with one read: an access token alone would still be believed after a sign-out. */
export async function readSession(
  deps: ReadSessionDependencies,
  credential: string | undefined,
): Promise<ReadSessionOutcome> {
  const now = deps.clock();
  const resolved = await resolveSession(deps, credential, now);
  const session = resolved && (await deps.storage.challenges.read(resolved.reference));
  if (!resolved || !holds(session, resolved, now)) return { kind: "no-session" };
  if (!resolved.shown) return { kind: "active", session, now };
  const { audience, tokenSeconds, namesFirstParty } = deps.settings.session;
  const { random } = deps;
  const jti = random(12).toString("base64url");
  const [sign, { kid, key }] = await Promise.all([deps.signer.prepare(), deps.keys.current("cookie")]);
  const hide: HideReference = (reference) => hideReference(reference, random, kid, key);
  const claims = tokenClaims(
    session,
    { issuer: deps.issuer, audience, tokenSeconds, jti, namesFirstParty, hide },
    now,
  );
  return { kind: "active", session, now, token: { text: await sign(claims), expiresAt: claims.exp } };
}
