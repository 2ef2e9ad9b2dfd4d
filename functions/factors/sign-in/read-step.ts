import type { Clock } from "../../domain/ambient.ts";
import type { Challenge, Undecidable } from "../../domain/challenge.ts";
import { type Factor, guesserOf, provable, type SubjectFactors, takesGuesses } from "../../domain/factors.ts";
import type { Keys } from "../../keys/port.ts";
import type { Settings } from "../../settings.ts";
import { takesPasskeys } from "../../settings/passkey-party.ts";
import type { Stores } from "../../storage/port.ts";
import { namedChallenge, provedChallenge, type ProvedSignIn } from "../proved-challenge.ts";

export interface ReadStepDependencies {
  readonly storage: Stores<{ challenges: "read"; factors: "read" }>;
  readonly keys: Keys;
  readonly settings: Pick<Settings, "factors">;
  readonly publicUrl: string;
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
export async function readSecondStep(deps: ReadStepDependencies, signIn: ProvedSignIn): Promise<SecondStep> {
  const { storage } = deps;
  const now = deps.clock();
  const named = await namedChallenge(deps.keys, signIn, now);
  if (named.kind !== "named") return named;
  const waiting = await provedChallenge(storage, named.reference, now);
  if (waiting.kind === "invalid") return { kind: "challenge-not-found" };
  if (waiting.kind !== "proved") return waiting;
  const { challenge } = waiting;
  const factors = await storage.factors.read(challenge.subjectKey, now);
  return stepOf(challenge, factors, takesPasskeys(deps), now);
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
