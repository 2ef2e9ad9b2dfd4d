import { type Clock, invocationId, type Random } from "../../domain/ambient.ts";
import {
  attemptsLeft,
  type Challenge,
  MAX_SESSION_FACTOR_ATTEMPTS,
  type Session,
  type Undecidable,
  undecidable,
} from "../../domain/challenge.ts";
import { type NewDevice, newDevice } from "../../domain/device.ts";
import type { TypedFactor } from "../../domain/factors.ts";
import { guessFactor, type GuessFactorDependencies } from "../../factors/guess-factor.ts";
import { type ProvedChallenge, provedChallenge } from "../../factors/proved-challenge.ts";
import { withFactor } from "../../factors/prove-factor.ts";
import { type NoGuess, readFactorGuess } from "../../factors/typed-factor.ts";
import type { Keys } from "../../keys/port.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { Stores } from "../../storage/port.ts";
import { openStep } from "./desk-seals.ts";
import { asSession, signedInOn, type SignedInHere } from "./open-session.ts";
import { DESK_SECONDS } from "./read-visitor.ts";

export interface EnterFactorDependencies extends GuessFactorDependencies {
  readonly storage: GuessFactorDependencies["storage"] &
    Stores<{
      challenges: "read" | "approveProved" | "countWrongFactor" | "raise";
      factors: "read";
    }>;
  readonly keys: Pick<Keys, "current" | "find">;
  readonly clock: Clock;
  readonly random: Random;
}

/** A guess as it was typed. */
export interface TypedGuess {
  readonly factor: TypedFactor;
  readonly code: string;
}

export type EnterFactorOutcome =
  | (SignedInHere & { readonly kind: "signed-in" })
  | { readonly kind: "incorrect-code"; readonly attemptsLeft: number }
  /** Too many wrong codes of authenticators, in all sign-ins together. */
  | { readonly kind: "factor-locked" }
  | NoGuess
  | Undecidable;

/** The challenge of a sign-in whose code was right in this browser, and that waits for its second factor. */
export async function waitingChallenge(
  {
    keys,
    storage,
    clock,
  }: Pick<EnterFactorDependencies, "keys" | "clock"> & {
    readonly storage: Stores<{ challenges: "read" }>;
  },
  step: string | undefined,
): Promise<ProvedChallenge["challenge"] | undefined> {
  const opened = step === undefined ? undefined : await openStep(keys, "proved", step);
  const waiting = opened && (await provedChallenge(storage, opened.reference, clock()));
  return waiting?.kind === "proved" && waiting.challenge.purpose === "desk" ? waiting.challenge : undefined;
}

/** Compares a guess with what an admin has enrolled; a wrong one is counted at once. */
async function tryFactor(
  deps: EnterFactorDependencies,
  subjectKey: SubjectKey,
  challenge: Challenge,
  { factor, code }: TypedGuess,
  device?: NewDevice,
) {
  const { storage } = deps;
  const guess = readFactorGuess(factor, code);
  if (guess.kind === "invalid") return guess;
  const now = deps.clock();
  const factors = await storage.factors.read(subjectKey, now);
  if (!factors) return { kind: "challenge-canceled" } as const;
  const write = { by: invocationId(deps.random), now };
  const guessed = await guessFactor(
    deps,
    { subjectKey, factors, challenge, newDevice: device?.lane },
    guess,
    write,
  );
  if (guessed.kind === "locked") return { kind: "factor-locked" } as const;
  if (guessed.kind !== "wrong") return { kind: "right" } as const;
  const { counted } = guessed;
  const result = await storage.challenges.countWrongFactor(challenge, { ...write, counted });
  return { kind: "wrong", counted: result } as const;
}

/** Takes the second factor of a sign-in to the desk, as that of every other sign-in is taken. */
export async function enterFactor(
  deps: EnterFactorDependencies,
  challenge: ProvedChallenge["challenge"],
  typed: TypedGuess,
): Promise<EnterFactorOutcome> {
  const device = newDevice(deps.random, challenge.recipientKey, "desk");
  const tried = await tryFactor(deps, challenge.subjectKey, challenge, typed, device);
  if (tried.kind === "wrong") {
    const { counted } = tried;
    if (counted.kind === "refused")
      return undecidable(counted.challenge, deps.clock()) ?? { kind: "challenge-not-found" };
    return { kind: "incorrect-code", attemptsLeft: attemptsLeft(counted.challenge) };
  }
  if (tried.kind !== "right") return tried;
  return completeSignIn(deps, challenge, device);
}

/** Opens the desk's session for a sign-in whose second factor was right just now, and makes its browser known to the desk. */
export async function completeSignIn(
  {
    storage,
    clock,
    random,
  }: Pick<EnterFactorDependencies, "clock" | "random"> & {
    readonly storage: Stores<{ challenges: "approveProved" }>;
  },
  challenge: Challenge,
  device: NewDevice,
): Promise<Extract<EnterFactorOutcome, { kind: "signed-in" }> | Undecidable> {
  const now = clock();
  const result = await storage.challenges.approveProved(challenge, {
    ...{ by: invocationId(random), now, sessionSeconds: DESK_SECONDS },
    ...{ amr: withFactor(challenge.amr), device: device.lane },
  });
  const session = result.kind === "done" ? asSession(result.challenge) : undefined;
  return session
    ? signedInOn(session, device)
    : (undecidable(result.challenge, now) ?? { kind: "challenge-not-found" });
}

/**
 * Takes a factor anew of who is signed in: from then on another cookie counts, and who holds a copy of the one before has
 * nothing. Wrong guesses count for the admin as those of a sign-in do.
 */
export async function proveAnew(
  deps: EnterFactorDependencies,
  session: Session,
  typed: TypedGuess,
): Promise<EnterFactorOutcome> {
  const { subjectKey, factorAttempts = 0 } = session;
  if (factorAttempts >= MAX_SESSION_FACTOR_ATTEMPTS) return { kind: "too-many-attempts" };
  if (subjectKey === undefined) return { kind: "challenge-canceled" };
  const tried = await tryFactor(deps, subjectKey, session, typed);
  if (tried.kind === "wrong") {
    const { counted } = tried;
    if (counted.kind === "refused") return { kind: "too-many-attempts" };
    const left = MAX_SESSION_FACTOR_ATTEMPTS - (counted.challenge.factorAttempts ?? 0);
    return { kind: "incorrect-code", attemptsLeft: Math.max(0, left) };
  }
  if (tried.kind !== "right") return tried;
  return raiseDesk(deps, session);
}

/** Writes down that a factor was proved in a session of the desk just now. */
export async function raiseDesk(
  {
    storage,
    clock,
    random,
  }: Pick<EnterFactorDependencies, "clock" | "random"> & {
    readonly storage: Stores<{ challenges: "raise" }>;
  },
  session: Session,
): Promise<Extract<EnterFactorOutcome, { kind: "signed-in" }> | { readonly kind: "challenge-not-found" }> {
  const { recipientKey, nonce, generation = 0, subjectKey, amr } = session;
  if (subjectKey === undefined) return { kind: "challenge-not-found" };
  const result = await storage.challenges.raise(
    { recipientKey, nonce, generation },
    { by: invocationId(random), now: clock(), amr: withFactor(amr), subjectKey },
  );
  const raised = result.kind === "done" ? asSession(result.challenge) : undefined;
  return raised ? { kind: "signed-in", session: raised } : { kind: "challenge-not-found" };
}
