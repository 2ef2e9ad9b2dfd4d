import type { Acr } from "./acr.ts";
import { type FactorsReset, isInEffect } from "./factors-reset.ts";
import type { Lane } from "./lane.ts";
import type { Passkey } from "./passkey.ts";
import type { PushSubscription } from "./push-subscription.ts";
import type { SubjectKey } from "./subject.ts";

/** What a subject proves beside a passcode, by its name in the API. */
export const FACTORS = ["passkey", "totp", "backup-code"] as const;
export type Factor = (typeof FACTORS)[number];

/** Those of which a code is typed. */
export const TYPED_FACTORS = ["totp", "backup-code"] as const satisfies readonly Factor[];
export type TypedFactor = (typeof TYPED_FACTORS)[number];

/** How many authenticators a subject may have: a household that shares one customer id has one for each person. */
export const MAX_TOTPS = 5;

/** An authenticator that shows codes (RFC 6238). Instants are epoch seconds. */
export interface Totp {
  /** Names it among the subject's factors, in addresses and in logs. */
  readonly id: string;
  /** What its owner calls it. */
  readonly name: string;
  /** Its secret, encrypted with the secret `factor`. */
  readonly secret: string;
  readonly enrolledAt: number;
  /** The last step of 30 seconds whose code was used: none of its codes up to then counts again. */
  readonly lastStep: number;
}

/** What the table keeps of a backup code, both in base64url: a salt of its own, and a slow hash. */
export interface HashedCode {
  readonly salt: string;
  readonly hash: string;
}

/** Who guesses: a browser or program in which a factor was proved since two steps are on, or any other. Each has a count. */
export const GUESSERS = ["known", "strangers"] as const;
export type Guesser = (typeof GUESSERS)[number];

/** Wrong guesses at codes that can be guessed. */
export interface GuessCount {
  readonly failures: number;
  /** Epoch seconds; 0 without. */
  readonly lastFailureAt: number;
}

/** What one subject has enrolled. */
export interface SubjectFactors {
  /** Whose they are by now: another than when they were enrolled, where a customer was given another id. */
  readonly subject: string;
  /** Set where they are an admin's, for the desk alone. */
  readonly desk?: true;
  /** Where they lie, if that is another partition than the one in which they were looked for. */
  readonly liesAt?: SubjectKey;
  /** Grows with everything that is enrolled, removed or replaced, so that each such change meets what it has read. */
  readonly version: number;
  /** Since when a sign-in takes two steps, in epoch seconds; absent where it does not. */
  readonly twoStepsSince?: number;
  readonly totps: readonly Totp[];
  /** The oldest first. */
  readonly passkeys: readonly Passkey[];
  /** Browsers that show codes, the oldest first. They are a way for a code to go, and no factor. */
  readonly pushes: readonly PushSubscription[];
  /** When a code last proved each contact that has enrolled a passkey or a browser, in epoch seconds, by its recipient's key. */
  readonly proofs: Readonly<Record<string, number>>;
  /** Backup codes that are left, by their numbers. */
  readonly codes: Readonly<Record<string, HashedCode>>;
  /** When they were made, in epoch seconds; absent where none ever were. */
  readonly codesSince?: number;
  /** Lanes in which a factor was proved since two steps are on, the newest first. */
  readonly lanes: readonly Lane[];
  readonly counts: Readonly<Record<Guesser, GuessCount>>;
  /** A reset that was asked for, canceled ones included. */
  readonly reset?: FactorsReset;
}

/** So many wrong guesses, in all challenges and sessions together, until codes that can be guessed are refused. */
export const MAX_FACTOR_FAILURES = 20;

/** A count ends after so long without a wrong guess, in seconds: 30 days. */
export const FACTOR_FORGET_SECONDS = 30 * 86_400;

/** How many lanes count as known. */
const MAX_LANES = 20;

/** Whether guesses of 20 bits are still evaluated. @param now epoch seconds */
export function takesGuesses(count: GuessCount, now: number): boolean {
  return count.failures < MAX_FACTOR_FAILURES || isCountOver(count, now);
}

/** Whether a count has ended. @param now epoch seconds */
export function isCountOver({ lastFailureAt }: GuessCount, now: number): boolean {
  return lastFailureAt <= now - FACTOR_FORGET_SECONDS;
}

/** Whose count a guess goes to. @param device the lane of the device that the challenge or session was asked for on */
export function guesserOf({ lanes }: Pick<SubjectFactors, "lanes">, device: Lane | undefined): Guesser {
  return device !== undefined && lanes.includes(device) ? "known" : "strangers";
}

/** The known lanes after a factor was proved in one. */
export function withLane(lanes: readonly Lane[], device: Lane | undefined): readonly Lane[] {
  if (device === undefined) return lanes;
  return [device, ...lanes.filter((lane) => lane !== device)].slice(0, MAX_LANES);
}

/** Where a subject's factors lie, and are to be written. @param at where they were looked for */
export function placeOf(at: SubjectKey, factors: SubjectFactors | undefined): SubjectKey {
  return factors?.liesAt ?? at;
}

/** Whether a sign-in takes two steps. */
export function hasTwoSteps(
  factors: SubjectFactors | undefined,
): factors is SubjectFactors & { readonly twoStepsSince: number } {
  return factors?.twoStepsSince !== undefined;
}

/**
 * What an item says at an instant: nothing any more from the hour of its reset on. What is enrolled then takes the place of
 * what is there.
 * @param now epoch seconds
 */
export function asOf(factors: SubjectFactors, now: number): SubjectFactors {
  if (!isInEffect(factors.reset, now)) return factors;
  const { subject, version, desk, liesAt, reset } = factors;
  const none = { failures: 0, lastFailureAt: 0 };
  return {
    ...{ subject, version, totps: [], passkeys: [], pushes: [], proofs: {}, codes: {}, lanes: [] },
    ...(desk && { desk }),
    ...(liesAt !== undefined && { liesAt }),
    counts: { known: none, strangers: none },
    ...(reset && { reset }),
  };
}

/** Whether a subject has enrolled anything: from the first one on, changes take the proof of one. */
export function hasFactor(factors: SubjectFactors | undefined): boolean {
  if (!factors) return false;
  return factors.totps.length + factors.passkeys.length + Object.keys(factors.codes).length > 0;
}

/**
 * What a subject can prove beside a code, in the order in which it is offered.
 * @param withPasskeys whether the service takes passkeys
 */
export function provable(factors: SubjectFactors | undefined, withPasskeys: boolean): readonly Factor[] {
  if (!factors) return [];
  return FACTORS.filter((factor) => {
    if (factor === "passkey") return withPasskeys && factors.passkeys.length > 0;
    if (factor === "totp") return factors.totps.length > 0;
    return Object.keys(factors.codes).length > 0;
  });
}

/** What a session reaches in which a factor is proved, whatever it has reached before. */
export function reachedBy(factor: Factor): Acr {
  return factor === "passkey" ? "phr" : "latchkey:2";
}
