import type { Random } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import { guesserOf, type SubjectFactors, takesGuesses, withLane } from "../domain/factors.ts";
import type { Lane } from "../domain/lane.ts";
import type { SubjectKey } from "../domain/subject.ts";
import { openSealed } from "../flows/open-sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores, Write } from "../storage/port.ts";
import type { ProvenFactor } from "../storage/port/factors.ts";
import { isBackupCode } from "./backup-codes.ts";
import { usedStep } from "./totp.ts";
import { openTotpSecret, sealTotpSecret } from "./totp-secret.ts";
import type { FactorGuess } from "./typed-factor.ts";

export interface GuessFactorDependencies {
  readonly storage: Stores<{ factors: "proveTotp" | "proveBackupCode" | "countWrong" }>;
  readonly keys: Pick<Keys, "current" | "find">;
  readonly random: Random;
}

/** Whose factor is guessed at, and where. */
export interface GuessPlace {
  readonly subjectKey: SubjectKey;
  readonly factors: SubjectFactors;
  /** The challenge that waits for the factor, or the session that it raises. */
  readonly challenge: Pick<Challenge, "device" | "factorFailures">;
  /** A device that is known from now on if the guess is right. */
  readonly newDevice?: Lane | undefined;
}

export type GuessOutcome =
  | { readonly kind: "right" }
  /** @property counted whether the subject's count holds it */
  | { readonly kind: "wrong"; readonly counted: boolean }
  /** Not evaluated: there were too many wrong guesses at codes that can be guessed. */
  | { readonly kind: "locked" };

/**
 * Evaluates a guess, and makes the one write on the subject's item by which it takes effect: what is right is used up,
 * what is wrong is counted. Only a guess whose write was done is answered, so that parallel ones never exceed the count.
 */
export async function guessFactor(
  deps: GuessFactorDependencies,
  place: GuessPlace,
  guess: FactorGuess,
  write: Write,
): Promise<GuessOutcome> {
  const { factors, challenge, newDevice } = place;
  const guesser = guesserOf(factors, challenge.device);
  const proven: ProvenFactor = {
    guesser,
    ownFailures: challenge.factorFailures ?? 0,
    lanes: withLane(factors.lanes, challenge.device ?? newDevice),
  };
  if (guess.kind === "backup-code") return guessBackupCode(deps, place, guess, proven, write);
  if (!takesGuesses(factors.counts[guesser], write.now)) return { kind: "locked" };
  if (await useTotp(deps, place, guess, proven, write)) return { kind: "right" };
  const counted = await deps.storage.factors.countWrong(place.subjectKey, guesser, write);
  return counted ? { kind: "wrong", counted } : { kind: "locked" };
}

/** Wrong ones are not counted for the subject: at 65 bits they bring no attacker nearer. */
async function guessBackupCode(
  { storage }: GuessFactorDependencies,
  { subjectKey, factors }: GuessPlace,
  { number, code }: Extract<FactorGuess, { kind: "backup-code" }>,
  proven: ProvenFactor,
  write: Write,
): Promise<GuessOutcome> {
  const kept = factors.codes[number];
  const isRight = await isBackupCode(code, kept);
  if (!isRight || !kept) return { kind: "wrong", counted: false };
  const used = await storage.factors.proveBackupCode(
    subjectKey,
    { ...proven, number, hash: kept.hash },
    write,
  );
  return used ? { kind: "right" } : { kind: "wrong", counted: false };
}

/** Uses up the step whose code was typed, of the authenticator that shows it. */
async function useTotp(
  { storage, keys, random }: GuessFactorDependencies,
  { subjectKey, factors }: GuessPlace,
  { code }: Extract<FactorGuess, { kind: "totp" }>,
  proven: ProvenFactor,
  write: Write,
): Promise<boolean> {
  for (const { id, secret: sealed, lastStep } of factors.totps) {
    const at = { subjectKey, id };
    const secret = await openSealed(keys, "factor", sealed, (text, key) => openTotpSecret(text, at, key));
    const step = secret && usedStep({ secret, lastStep }, code, write.now);
    if (!secret || step === undefined) continue;
    // Under the current key: so that old ones are needed by fewer and fewer.
    const again = sealTotpSecret(secret, at, await keys.current("factor"), random);
    if (await storage.factors.proveTotp(subjectKey, { ...proven, id, step, secret: again }, write))
      return true;
  }
  return false;
}
