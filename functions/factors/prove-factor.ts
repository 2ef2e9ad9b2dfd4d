import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { attemptsLeft, type Challenge, PROVED_SECONDS, undecidable } from "../domain/challenge.ts";
import { newDevice } from "../domain/device.ts";
import { isFactorToken } from "../domain/factor-token.ts";
import { type Factor, provable, type TypedFactor } from "../domain/factors.ts";
import { type Approved, answerApproval, approvalKeys } from "../flows/answer-approval.ts";
import { endUnlessActive } from "../flows/end-unless-active.ts";
import { resolveChallenge } from "../flows/resolve-challenge.ts";
import type { Keys } from "../keys/port.ts";
import { offersPasskeys, type Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";
import { guessFactor, type GuessFactorDependencies } from "./guess-factor.ts";
import { keepFactors } from "./reset/keep-factors.ts";
import { readFactorGuess } from "./typed-factor.ts";
import { type NotWaiting, whetherWaiting } from "./waiting.ts";

export interface ProveFactorDependencies extends GuessFactorDependencies {
  readonly storage: GuessFactorDependencies["storage"] &
    Stores<{
      challenges: "read" | "approveProved" | "countWrongFactor" | "end";
      customers: "read";
      factors: "read" | "cancelReset";
    }>;
  readonly keys: Keys;
  readonly signer: Signer;
  readonly settings: Settings;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ProveFactorInput {
  readonly challengeId: string;
  readonly factorToken: string;
  readonly factor: TypedFactor;
  readonly code: string;
  /** Whether the device that asks is to be known. */
  readonly remember: boolean;
}

/** There were too many wrong codes of authenticators; what else there is goes on. */
export interface FactorLocked {
  readonly kind: "factor-locked";
  readonly challenge: Challenge;
  /** What is left to prove. */
  readonly factors: readonly Factor[];
}

export type ProveFactorOutcome =
  | Approved
  | FactorLocked
  | { readonly kind: "incorrect-code"; readonly attemptsLeft: number; readonly challenge: Challenge }
  | NotWaiting;

/** What tokens say of a sign-in in which a second factor was proved (RFC 8176). */
export function withFactor(amr: readonly string[]): readonly string[] {
  return [...new Set([...amr, "mfa"])];
}

/**
 * Takes the second factor of a challenge whose code was right: two reads, then the subject's item, which decides, then the
 * challenge. A crash between the two writes costs one step of an authenticator, and opens nothing.
 */
export async function proveFactor(
  deps: ProveFactorDependencies,
  { challengeId, factorToken, factor, code, remember }: ProveFactorInput,
): Promise<ProveFactorOutcome> {
  const { storage } = deps;
  const now = deps.clock();
  const resolved = await resolveChallenge(deps.keys, challengeId, now, PROVED_SECONDS);
  if (resolved.kind !== "resolved") return resolved;
  const { reference } = resolved;
  // Who knows an id and has not sent the right code is told nothing of what it names.
  if (!isFactorToken(factorToken, reference, resolved.key)) return { kind: "challenge-not-found" };
  const guess = readFactorGuess(factor, code);
  if (guess.kind === "invalid") return guess;
  const [loaded, challenge] = await Promise.all([approvalKeys(deps), storage.challenges.read(reference)]);
  const waiting = whetherWaiting(challenge, now);
  if (waiting) return waiting;
  if (challenge?.subjectKey === undefined) return { kind: "challenge-not-found" };
  const { subjectKey } = challenge;
  const factors = await storage.factors.read(subjectKey, now);
  if (!factors) return { kind: "challenge-canceled" };

  const write = { by: invocationId(deps.random), now };
  // A test recipient's fixed code proves no device.
  const fresh = remember && !reference.test ? newDevice(deps.random, reference.recipientKey) : undefined;
  const place = { subjectKey, factors, challenge, newDevice: fresh?.lane };
  const guessed = await guessFactor(deps, place, guess, write);
  if (guessed.kind === "locked") {
    const left = provable(factors, offersPasskeys(deps.settings)).filter((one) => one !== "totp");
    return { kind: "factor-locked", challenge, factors: left };
  }
  if (guessed.kind === "wrong") {
    const { counted } = guessed;
    const result = await storage.challenges.countWrongFactor(reference, { ...write, counted });
    if (result.kind === "refused")
      return undecidable(result.challenge, now) ?? { kind: "challenge-not-found" };
    const { challenge: after } = result;
    return { kind: "incorrect-code", attemptsLeft: attemptsLeft(after), challenge: after };
  }
  if (!(await keepFactors(deps, subjectKey, factors, write))) return { kind: "challenge-canceled" };
  const result = await storage.challenges.approveProved(reference, {
    ...write,
    amr: withFactor(challenge.amr),
    ...(fresh && { device: fresh.lane }),
    ...(reference.opensSession && { sessionSeconds: deps.settings.session.ttlSeconds }),
  });
  if (result.kind === "refused") return undecidable(result.challenge, now) ?? { kind: "challenge-not-found" };
  if (!(await endUnlessActive(deps, result.challenge, now))) return { kind: "challenge-canceled" };
  const approved = await answerApproval(deps, loaded, result.challenge, now);
  const known = fresh && fresh.lane === result.challenge.device;
  return { ...approved, ...(known && { deviceToken: fresh.token }) };
}
