import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { MAX_SESSION_FACTOR_ATTEMPTS, type Session } from "../domain/challenge.ts";
import { provable, type TypedFactor } from "../domain/factors.ts";
import {
  answerApproval,
  type AnswerApprovalDependencies,
  type ApprovalKeys,
  approvalKeys,
  type Approved,
} from "../flows/answer-approval.ts";
import { sessionOfToken } from "../flows/resolve-session.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";
import { guessFactor, type GuessFactorDependencies } from "./guess-factor.ts";
import { type FactorHolder, type MayChangeDependencies, readFactorsOf } from "./may-change.ts";
import { type FactorLocked, withFactor } from "./prove-factor.ts";
import { type KeepFactors, keeping, stillCounts } from "./reset/keep-factors.ts";
import { type NoGuess, readFactorGuess } from "./typed-factor.ts";

export interface RaiseDependencies extends AnswerApprovalDependencies {
  readonly storage: Stores<{ challenges: "raise" | "end" }>;
}

/** A session in which a factor was proved just now. */
export interface Raised {
  readonly kind: "raised";
  /** Its tokens from now on; the session token that was shown opens nothing any more. */
  readonly approved: Approved;
}

export interface RaisingProof {
  /** What the factor proves, as tokens say it. @default a second factor, whichever */
  readonly methods?: readonly string[];
  /** Cancels a reset that waits; absent where the factor is new. */
  readonly keeps?: KeepFactors;
}

/**
 * Writes down that a factor was proved in a session, and has a new session token take the place of the one that was shown:
 * who holds a copy of that one has proved nothing. A reset of the factors that waits is canceled; where it is too late for
 * that, the session ends.
 * @returns undefined where the session is over, or was raised by another request meanwhile
 */
export async function raise(
  deps: RaiseDependencies,
  loaded: ApprovalKeys,
  { session, subjectKey }: Pick<FactorHolder, "session" | "subjectKey">,
  now: number,
  { methods, keeps }: RaisingProof = {},
): Promise<Approved | undefined> {
  const { recipientKey, nonce, generation = 0, amr } = session;
  const { challenges } = deps.storage;
  const write = { by: invocationId(deps.random), now };
  const result = await challenges.raise(
    { recipientKey, nonce, generation },
    { ...write, amr: withFactor(amr, methods), subjectKey },
  );
  if (result.kind !== "done") return undefined;
  if (!keeps || (await keeps(write))) return answerApproval(deps, loaded, result.challenge, now);
  await challenges.end({ recipientKey, nonce }, now, "factors");
  return undefined;
}

export interface RaiseSessionDependencies extends GuessFactorDependencies {
  readonly storage: GuessFactorDependencies["storage"] &
    MayChangeDependencies["storage"] &
    Stores<{ challenges: "raise" | "end" | "countWrongFactor"; factors: "cancelReset" }>;
  readonly keys: Pick<Keys, "current" | "find" | "recipient">;
  readonly signer: Signer;
  readonly settings: Pick<Settings, "session">;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

export interface RaiseSessionInput {
  /** A session token, such as a browser's cookie; an access token raises nothing. */
  readonly credential: string | undefined;
  readonly factor: TypedFactor;
  readonly code: string;
}

export type RaiseSessionOutcome =
  | Raised
  | { readonly kind: "incorrect-code"; readonly attemptsLeft: number; readonly session: Session }
  | (Omit<FactorLocked, "challenge"> & { readonly session: Session })
  | NoGuess
  | { readonly kind: "no-session" }
  /** The user has nothing of this kind to prove. */
  | { readonly kind: "no-such-factor"; readonly session: Session }
  /** Too many wrong guesses in this session: another sign-in takes the next ones. */
  | { readonly kind: "session-locked"; readonly session: Session };

/**
 * Takes a second factor of who is signed in: two reads, then the subject's item, which decides, then the session's. Wrong
 * guesses count for the subject like those of a challenge, so that sessions give no further ones.
 */
export async function raiseSession(
  deps: RaiseSessionDependencies,
  { credential, factor, code }: RaiseSessionInput,
): Promise<RaiseSessionOutcome> {
  const { storage } = deps;
  const now = deps.clock();
  const [loaded, session] = await Promise.all([approvalKeys(deps), sessionOfToken(deps, credential, now)]);
  if (!session) return { kind: "no-session" };
  const guess = readFactorGuess(factor, code);
  if (guess.kind === "invalid") return guess;
  if (attemptsLeft(session) === 0) return { kind: "session-locked", session };
  const holder = await readFactorsOf(deps, session, now);
  const { subjectKey, factors } = holder;
  if (!factors || !provable(factors, false).includes(factor) || !stillCounts(factors, now))
    return { kind: "no-such-factor", session };

  const write = { by: invocationId(deps.random), now };
  const guessed = await guessFactor(deps, { subjectKey, factors, challenge: session }, guess, write);
  if (guessed.kind === "locked")
    return {
      kind: "factor-locked",
      factors: provable(factors, false).filter((one) => one !== "totp"),
      session,
    };
  if (guessed.kind === "wrong") {
    const result = await storage.challenges.countWrongFactor(session, {
      ...write,
      counted: guessed.counted,
    });
    // Parallel ones took the last guess, or the session is over.
    if (result.kind === "refused")
      return result.challenge?.status === "approved"
        ? { kind: "session-locked", session }
        : { kind: "no-session" };
    return { kind: "incorrect-code", attemptsLeft: attemptsLeft(result.challenge), session };
  }
  const approved = await raise(deps, loaded, holder, now, { keeps: keeping(deps, subjectKey, factors) });
  return approved ? { kind: "raised", approved } : { kind: "no-session" };
}

function attemptsLeft({ factorAttempts = 0 }: Pick<Session, "factorAttempts">): number {
  return Math.max(0, MAX_SESSION_FACTOR_ATTEMPTS - factorAttempts);
}
