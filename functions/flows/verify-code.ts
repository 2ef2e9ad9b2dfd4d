import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { attemptsLeft, type Challenge, type Undecidable, undecidable } from "../domain/challenge.ts";
import { derivePasscode, parsePasscode, type Passcode } from "../domain/passcode.ts";
import { type SessionToken, sessionToken, tokenClaims } from "../domain/session.ts";
import { codeRefusal } from "../domain/typed/refusals.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { ChallengeLocation, Stores } from "../storage/port.ts";
import { resolveChallenge } from "./resolve-challenge.ts";
import { testCode } from "./test-code.ts";

export interface VerifyCodeDependencies {
  readonly storage: Stores<{
    challenges: "approve" | "countWrong" | "read";
    ledgers: "countFailure";
  }>;
  readonly keys: Keys;
  readonly signer: Signer;
  readonly settings: Settings;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Approved {
  readonly kind: "approved";
  readonly challenge: Challenge;
  readonly token: string;
  readonly tokenExpiresAt: number;
  /** Absent when the purpose opens no session. */
  readonly session?: { readonly token: SessionToken; readonly endsAt: number };
}

export type VerifyCodeOutcome =
  | Approved
  | { readonly kind: "incorrect-code"; readonly attemptsLeft: number; readonly challenge: Challenge }
  | { readonly kind: "invalid"; readonly path: string; readonly message: string }
  | Undecidable;

/**
 * Computes the passcode from the id, then makes the one write that fits the guess. Right or wrong, every evaluated
 * guess passes the same condition, so however many arrive at once, only as many count as the budget allows.
 */
export async function verifyCode(
  deps: VerifyCodeDependencies,
  { challengeId, code }: { readonly challengeId: string; readonly code: string },
): Promise<VerifyCodeOutcome> {
  const { storage, keys, settings } = deps;
  const now = deps.clock();
  const resolved = await resolveChallenge(keys, challengeId, now);
  if (resolved.kind !== "resolved") return resolved;
  const { reference } = resolved;
  const typed = parsePasscode(code, reference.length);
  if (typed.kind !== "passcode")
    return { kind: "invalid", path: "code", message: codeRefusal(typed.kind, reference.length) };
  const guess = typed.passcode;

  // Loaded before the write: an approval that nothing can be signed for would be wasted.
  const [sign, cookieKey] = await Promise.all([deps.signer.prepare(), keys.current("cookie")]);
  const write = { by: invocationId(deps.random), now };

  const expected = reference.test
    ? await fixedCode(deps, reference)
    : derivePasscode(resolved.key, resolved.idBytes, reference.length);
  if (expected?.equals(guess)) {
    const sessionSeconds = reference.opensSession ? settings.session.ttlSeconds : undefined;
    const result = await storage.challenges.approve(reference, {
      ...write,
      ...(sessionSeconds !== undefined && { sessionSeconds }),
    });
    if (result.kind === "done") {
      const jti = deps.random(12).toString("base64url");
      const { audience, tokenSeconds } = settings.session;
      const claims = tokenClaims(result.challenge, { issuer: deps.issuer, audience, tokenSeconds, jti }, now);
      const endsAt = result.challenge.sessionEndsAt;
      return {
        kind: "approved",
        challenge: result.challenge,
        token: await sign(claims),
        tokenExpiresAt: claims.exp,
        ...(endsAt !== undefined && {
          session: { token: sessionToken(reference, cookieKey.kid, cookieKey.key), endsAt },
        }),
      };
    }
    const reason = undecidable(result.challenge, now);
    if (reason) return reason;
    // Still pending: a decoy, whose right guess is as wrong as any other.
  }

  const result = await storage.challenges.countWrong(reference, write);
  if (result.kind === "refused") return undecidable(result.challenge, now) ?? { kind: "challenge-not-found" };
  await storage.ledgers.countFailure(reference.ledgerKey, write);
  return {
    kind: "incorrect-code",
    attemptsLeft: attemptsLeft(result.challenge),
    challenge: result.challenge,
  };
}

/** A test recipient's code, for which alone the challenge has to be read. */
async function fixedCode(
  { storage, settings }: VerifyCodeDependencies,
  at: ChallengeLocation,
): Promise<Passcode | undefined> {
  const challenge = await storage.challenges.read(at);
  return challenge && testCode(settings, challenge.address);
}
