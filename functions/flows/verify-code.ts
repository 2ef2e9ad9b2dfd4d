import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import {
  attemptsLeft,
  type Challenge,
  isByAddress,
  type Undecidable,
  undecidable,
} from "../domain/challenge.ts";
import { newDevice } from "../domain/device.ts";
import { derivePasscode, parsePasscode, type Passcode } from "../domain/passcode.ts";
import { codeRefusal } from "../domain/typed/refusals.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Signer } from "../signing/port.ts";
import type { ChallengeLocation, Stores } from "../storage/port.ts";
import { answerApproval, approvalKeys, type Approved } from "./answer-approval.ts";
import { countGuess } from "./count-guess.ts";
import { endUnlessActive } from "./end-unless-active.ts";
import type { NoteAttackDependencies } from "./note-attack.ts";
import { resolveChallenge } from "./resolve-challenge.ts";
import { type FactorRequired, waitForFactor } from "./second-factor.ts";
import { testCode } from "./test-code.ts";

export interface VerifyCodeDependencies extends NoteAttackDependencies {
  readonly storage: NoteAttackDependencies["storage"] &
    Stores<{
      challenges: "approve" | "prove" | "proveAgain" | "countWrong" | "read" | "end";
      customers: "read";
      ledgers: "countFailure";
      origins: "countWrong";
    }>;
  readonly keys: Keys;
  readonly signer: Signer;
  readonly settings: Settings;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

export type VerifyCodeOutcome =
  | Approved
  | FactorRequired
  | { readonly kind: "incorrect-code"; readonly attemptsLeft: number; readonly challenge: Challenge }
  | { readonly kind: "invalid"; readonly path: string; readonly message: string }
  | Undecidable;

export interface VerifyCodeInput {
  readonly challengeId: string;
  readonly code: string;
  /** Whether the device that asks is to be known, by what the outcome then says. */
  readonly remember: boolean;
}

/**
 * Computes the passcode from the id, then makes the one write that fits the guess. Right or wrong, every evaluated
 * guess passes the same condition, so however many arrive at once, only as many count as the budget allows.
 */
export async function verifyCode(
  deps: VerifyCodeDependencies,
  { challengeId, code, remember }: VerifyCodeInput,
): Promise<VerifyCodeOutcome> {
  const { storage, keys, settings } = deps;
  const now = deps.clock();
  const resolved = await resolveChallenge(keys, challengeId, now);
  if (resolved.kind !== "resolved") return resolved;
  const { reference } = resolved;
  const typed = parsePasscode(code, reference);
  if (typed.kind !== "passcode")
    return { kind: "invalid", path: "code", message: codeRefusal(typed.kind, reference) };
  const guess = typed.passcode;

  const loaded = await approvalKeys(deps);
  const write = { by: invocationId(deps.random), now };

  const expected = reference.test
    ? await fixedCode(deps, reference)
    : derivePasscode(resolved.key, resolved.idBytes, reference);
  if (expected?.equals(guess)) {
    const sessionSeconds = reference.opensSession ? settings.session.ttlSeconds : undefined;
    // A test recipient's fixed code proves no device.
    const fresh = remember && !reference.test ? newDevice(deps.random, reference.recipientKey) : undefined;
    const result = await storage.challenges.approve(reference, {
      ...write,
      ...(fresh && { device: fresh.lane }),
      ...(sessionSeconds !== undefined && { sessionSeconds }),
    });
    if (result.kind === "done") {
      // As if the block, or the removal, had come before the code.
      if (!(await endUnlessActive(deps, result.challenge, now))) return { kind: "challenge-canceled" };
      const approved = await answerApproval(deps, loaded, result.challenge, now);
      const known = fresh && fresh.lane === result.challenge.device && isByAddress(result.challenge);
      return { ...approved, ...(known && { deviceToken: fresh.token }) };
    }
    const waiting = await waitForFactor(deps, resolved, result.challenge, write);
    if (waiting) return waiting;
    const reason = undecidable(result.challenge, now);
    if (reason) return reason;
    // Still pending: a decoy, whose right guess is as wrong as any other.
  }

  const result = await storage.challenges.countWrong(reference, write);
  if (result.kind === "refused") return undecidable(result.challenge, now) ?? { kind: "challenge-not-found" };
  await countGuess(deps, reference, result.challenge, write);
  // One that was proved meanwhile, or by another: who guesses on is told no more of it.
  if (result.challenge.status === "proved") return { kind: "challenge-used" };
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
