import type { Clock } from "../../domain/ambient.ts";
import {
  type Challenge,
  PROVED_SECONDS,
  stateAt,
  type Undecidable,
  undecidable,
} from "../../domain/challenge.ts";
import { isFactorToken } from "../../domain/factor-token.ts";
import { type Factor, guesserOf, provable, type SubjectFactors, takesGuesses } from "../../domain/factors.ts";
import { resolveChallenge } from "../../flows/resolve-challenge.ts";
import type { Keys } from "../../keys/port.ts";
import { offersPasskeys, type Settings } from "../../settings.ts";
import type { Stores } from "../../storage/port.ts";
import type { ProvedSignIn } from "../may-change.ts";

export interface ReadStepDependencies {
  readonly storage: Stores<{ challenges: "read"; factors: "read" }>;
  readonly keys: Keys;
  readonly settings: Pick<Settings, "factors">;
  readonly clock: Clock;
}

/** A sign-in whose code was right, as it stands. */
export type SecondStep =
  | {
      readonly kind: "open";
      readonly challenge: Challenge;
      /** What can be proved now. Empty where codes of authenticators are refused, and there is nothing else. */
      readonly factors: readonly Factor[];
      /** Whether there were too many wrong codes of authenticators. */
      readonly locked: boolean;
    }
  /** There is nothing to prove yet. */
  | { readonly kind: "newcomer" }
  | Undecidable;

/** Reads what is waited for: the challenge, and what its subject has enrolled by now. */
export async function readSecondStep(
  { storage, keys, settings, clock }: ReadStepDependencies,
  { challengeId, factorToken }: ProvedSignIn,
): Promise<SecondStep> {
  const now = clock();
  const resolved = await resolveChallenge(keys, challengeId, now, PROVED_SECONDS);
  if (resolved.kind !== "resolved") return resolved;
  const { reference, key } = resolved;
  if (!isFactorToken(factorToken, reference, key)) return { kind: "challenge-not-found" };
  const challenge = await storage.challenges.read(reference);
  if (!challenge || stateAt(challenge, now) !== "proved")
    return undecidable(challenge, now) ?? { kind: "challenge-not-found" };
  const factors =
    challenge.subjectKey === undefined ? undefined : await storage.factors.read(challenge.subjectKey, now);
  return stepOf(challenge, factors, offersPasskeys(settings), now);
}

function stepOf(
  challenge: Challenge,
  factors: SubjectFactors | undefined,
  withPasskeys: boolean,
  now: number,
): SecondStep {
  const all = provable(factors, withPasskeys);
  if (!factors || all.length === 0) {
    // What there was when the code was asked for is gone: whoever took it away has ended this sign-in as well.
    return challenge.secondFactor?.length === 0 ? { kind: "newcomer" } : { kind: "challenge-canceled" };
  }
  const locked =
    all.includes("totp") && !takesGuesses(factors.counts[guesserOf(factors, challenge.device)], now);
  return { kind: "open", challenge, locked, factors: all.filter((one) => !locked || one !== "totp") };
}
