import { type Clock, invocationId, type Random } from "../../domain/ambient.ts";
import {
  attemptsLeft,
  type Challenge,
  MAX_CODE_SECONDS,
  type Undecidable,
  undecidable,
} from "../../domain/challenge.ts";
import { type ChallengeReference, challengeIdBytes } from "../../domain/challenge-id.ts";
import { newDevice } from "../../domain/device.ts";
import { derivePasscode, parsePasscode } from "../../domain/passcode.ts";
import { codeRefusal } from "../../domain/typed/refusals.ts";
import { countGuess, type CountGuessDependencies } from "../../flows/count-guess.ts";
import type { Keys } from "../../keys/port.ts";
import type { Stores, Write } from "../../storage/port.ts";
import { type AdminsHere, takesTwo } from "./admin-of-key.ts";
import { openStep } from "./desk-seals.ts";
import { asSession, signedInOn, type SignedInHere } from "./open-session.ts";
import { DESK_SECONDS } from "./read-visitor.ts";

export interface EnterCodeDependencies extends AdminsHere, CountGuessDependencies {
  readonly storage: CountGuessDependencies["storage"] &
    Stores<{ challenges: "approve" | "prove" | "proveAgain" | "countWrong" }>;
  readonly settings: AdminsHere["settings"];
  readonly keys: Pick<Keys, "find" | "recipient">;
  readonly clock: Clock;
  readonly random: Random;
}

export type EnterCodeOutcome =
  /** A second factor is waited for. */
  | { readonly kind: "proved"; readonly reference: ChallengeReference; readonly challenge: Challenge }
  /** On a laptop, where the code is enough. */
  | (SignedInHere & { readonly kind: "signed-in" })
  | { readonly kind: "incorrect-code"; readonly attemptsLeft: number; readonly challenge: Challenge }
  | { readonly kind: "invalid"; readonly message: string }
  | Undecidable;

/**
 * Takes the code of a sign-in to the desk. What is no admin's is a decoy, whose right code is as wrong as any other. The
 * writes are those of every sign-in, so that parallel guesses never exceed what is allowed.
 * @param step what this browser holds of its sign-in
 */
export async function enterCode(
  deps: EnterCodeDependencies,
  step: string | undefined,
  code: string,
): Promise<EnterCodeOutcome> {
  const opened = step === undefined ? undefined : await openStep(deps.keys, "asked", step);
  if (!opened) return { kind: "challenge-not-found" };
  const { reference, key } = opened;
  const now = deps.clock();
  if (now >= reference.issuedAt + MAX_CODE_SECONDS) return { kind: "challenge-expired" };
  const typed = parsePasscode(code, reference);
  if (typed.kind !== "passcode") return { kind: "invalid", message: codeRefusal(typed.kind, reference) };
  const write = { by: invocationId(deps.random), now };
  const expected = derivePasscode(key, challengeIdBytes(reference, key), reference);
  if (expected.equals(typed.passcode)) {
    const right = await takeRight(deps, reference, write);
    if (right) return right;
  }
  return takeWrong(deps, reference, write);
}

async function takeRight(
  deps: EnterCodeDependencies,
  reference: ChallengeReference,
  write: Write,
): Promise<EnterCodeOutcome | undefined> {
  const { challenges } = deps.storage;
  if (!takesTwo(deps)) {
    const device = newDevice(deps.random, reference.recipientKey, "desk");
    const opened = { ...write, sessionSeconds: DESK_SECONDS, device: device.lane };
    const result = await challenges.approve(reference, opened);
    const session = result.kind === "done" ? asSession(result.challenge) : undefined;
    return session ? signedInOn(session, device) : undecidable(result.challenge, write.now);
  }
  const result = await challenges.prove(reference, write);
  if (result.kind === "done") return { kind: "proved", reference, challenge: result.challenge };
  // The answer may have been lost: the same code is as right again, while there were not too many wrong ones.
  const again =
    result.challenge?.status === "proved" ? await challenges.proveAgain(reference, write) : undefined;
  if (again?.kind === "done") return { kind: "proved", reference, challenge: again.challenge };
  // Still pending: a decoy.
  return undecidable(again?.challenge ?? result.challenge, write.now);
}

async function takeWrong(
  deps: EnterCodeDependencies,
  reference: ChallengeReference,
  write: Write,
): Promise<EnterCodeOutcome> {
  const result = await deps.storage.challenges.countWrong(reference, write);
  if (result.kind === "refused")
    return undecidable(result.challenge, write.now) ?? { kind: "challenge-not-found" };
  await countGuess(deps, reference, result.challenge, write);
  if (result.challenge.status === "proved") return { kind: "challenge-used" };
  const { challenge } = result;
  return { kind: "incorrect-code", attemptsLeft: attemptsLeft(challenge), challenge };
}
