import type { Random } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import type { DeviceToken } from "../domain/device.ts";
import { type HideReference, hideReference } from "../domain/hidden-reference.ts";
import { type SessionToken, sessionToken, tokenClaims } from "../domain/session.ts";
import type { Key, Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";

export interface Approved {
  readonly kind: "approved";
  readonly challenge: Challenge;
  readonly token: string;
  readonly tokenExpiresAt: number;
  /** Absent when the purpose opens no session. */
  readonly session?: { readonly token: SessionToken; readonly endsAt: number };
  /** What a device is known by from now on; absent where that was not asked for, or the device was known already. */
  readonly deviceToken?: DeviceToken;
}

export interface AnswerApprovalDependencies {
  readonly keys: Pick<Keys, "current">;
  readonly signer: Signer;
  readonly settings: Pick<Settings, "session">;
  readonly issuer: string;
  readonly random: Random;
}

/** What signs an approval. */
export interface ApprovalKeys {
  readonly sign: Awaited<ReturnType<Signer["prepare"]>>;
  readonly cookieKey: Key;
}

/** Loaded before the write: an approval that nothing can be signed for would be wasted. */
export async function approvalKeys({
  keys,
  signer,
}: Pick<AnswerApprovalDependencies, "keys" | "signer">): Promise<ApprovalKeys> {
  const [sign, cookieKey] = await Promise.all([signer.prepare(), keys.current("cookie")]);
  return { sign, cookieKey };
}

/** The tokens of a challenge that was approved just now. */
export async function answerApproval(
  { settings, issuer, random }: AnswerApprovalDependencies,
  { sign, cookieKey }: ApprovalKeys,
  challenge: Challenge,
  now: number,
): Promise<Approved> {
  const jti = random(12).toString("base64url");
  const { audience, tokenSeconds, namesFirstParty } = settings.session;
  const { kid, key } = cookieKey;
  const hide: HideReference = (at) => hideReference(at, random, kid, key);
  const claims = tokenClaims(challenge, { issuer, audience, tokenSeconds, jti, namesFirstParty, hide }, now);
  const endsAt = challenge.sessionEndsAt;
  return {
    kind: "approved",
    challenge,
    token: await sign(claims),
    tokenExpiresAt: claims.exp,
    ...(endsAt !== undefined && { session: { token: sessionToken(challenge, kid, key), endsAt } }),
  };
}
