import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { attemptsLeft, type Challenge, undecidable } from "../domain/challenge.ts";
import { type Factor, provable, type TypedFactor } from "../domain/factors.ts";
import { type Approved, approvalKeys } from "../flows/answer-approval.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import { takesPasskeys } from "../settings/passkey-party.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";
import { approveProved, deviceToKnow } from "./approve-proved.ts";
import { guessFactor, type GuessFactorDependencies } from "./guess-factor.ts";
import { namedChallenge, type NotWaiting, provedChallenge, type ProvedSignIn } from "./proved-challenge.ts";
import { keeping, stillCounts } from "./reset/keep-factors.ts";
import { readFactorGuess } from "./typed-factor.ts";

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
  readonly publicUrl: string;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ProveFactorInput extends ProvedSignIn {
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

/** What tokens say of a sign-in in which a second factor was proved (RFC 8176). @param methods what the factor proves */
export function withFactor(amr: readonly string[], methods: readonly string[] = ["mfa"]): readonly string[] {
  return [...new Set([...amr, ...methods])];
}

/**
 * Takes the second factor of a challenge whose code was right: two reads, then the subject's item, which decides, then the
 * challenge. A crash between the two writes costs one step of an authenticator, and opens nothing.
 */
export async function proveFactor(
  deps: ProveFactorDependencies,
  { factor, code, remember, ...signIn }: ProveFactorInput,
): Promise<ProveFactorOutcome> {
  const { storage } = deps;
  const now = deps.clock();
  const named = await namedChallenge(deps.keys, signIn, now);
  if (named.kind !== "named") return named;
  const { reference } = named;
  const guess = readFactorGuess(factor, code);
  if (guess.kind === "invalid") return guess;
  const [loaded, waiting] = await Promise.all([approvalKeys(deps), provedChallenge(storage, reference, now)]);
  if (waiting.kind !== "proved") return waiting;
  const { challenge } = waiting;
  const { subjectKey } = challenge;
  const factors = await storage.factors.read(subjectKey, now);
  if (!factors || !stillCounts(factors, now)) return { kind: "challenge-canceled" };

  const write = { by: invocationId(deps.random), now };
  const device = deviceToKnow(deps.random, reference, remember);
  const place = { subjectKey, factors, challenge, newDevice: device?.lane };
  const guessed = await guessFactor(deps, place, guess, write);
  if (guessed.kind === "locked") {
    const left = provable(factors, takesPasskeys(deps)).filter((one) => one !== "totp");
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
  const keeps = keeping(deps, subjectKey, factors);
  const proof = { keeps, amr: withFactor(challenge.amr), device };
  return approveProved(deps, loaded, reference, proof, write);
}
