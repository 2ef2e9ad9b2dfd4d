import type { Random } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import { type HideReference, hideReference } from "../domain/hidden-reference.ts";
import { sessionToken, tokenClaims } from "../domain/session.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { Approved } from "./verify-code.ts";

export interface SessionTokenDependencies {
  readonly keys: Keys;
  readonly signer: Signer;
  readonly settings: Settings;
  readonly issuer: string;
  readonly random: Random;
}

/**
 * Makes ready for the tokens of an approval, so that none is written down that nothing can be signed for.
 * @returns what makes them, of a challenge that is approved by now
 */
export async function sessionTokens({
  keys,
  signer,
  settings,
  issuer,
  random,
}: SessionTokenDependencies): Promise<(challenge: Challenge, now: number) => Promise<Approved>> {
  const [sign, { kid, key }] = await Promise.all([signer.prepare(), keys.current("cookie")]);
  return async (challenge, now) => {
    const { audience, tokenSeconds, namesFirstParty } = settings.session;
    const jti = random(12).toString("base64url");
    const hide: HideReference = (at) => hideReference(at, random, kid, key);
    const terms = { issuer, audience, tokenSeconds, jti, namesFirstParty, hide };
    const claims = tokenClaims(challenge, terms, now);
    const endsAt = challenge.sessionEndsAt;
    return {
      kind: "approved",
      challenge,
      token: await sign(claims),
      tokenExpiresAt: claims.exp,
      ...(endsAt !== undefined && { session: { token: sessionToken(challenge, kid, key), endsAt } }),
    };
  };
}
