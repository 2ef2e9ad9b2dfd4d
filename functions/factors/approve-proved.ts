import type { Random } from "../domain/ambient.ts";
import { type Undecidable, undecidable } from "../domain/challenge.ts";
import type { ChallengeReference } from "../domain/challenge-id.ts";
import { type NewDevice, newDevice } from "../domain/device.ts";
import type { UsedPasskey } from "../domain/passkey.ts";
import {
  answerApproval,
  type AnswerApprovalDependencies,
  type ApprovalKeys,
  type Approved,
} from "../flows/answer-approval.ts";
import { endUnlessActive, type EndUnlessActiveDependencies } from "../flows/end-unless-active.ts";
import type { Settings } from "../settings.ts";
import type { Stores, Write } from "../storage/port.ts";
import type { KeepFactors } from "./reset/keep-factors.ts";

export interface ApproveProvedDependencies extends AnswerApprovalDependencies {
  readonly storage: EndUnlessActiveDependencies["storage"] & Stores<{ challenges: "approveProved" }>;
  readonly settings: Pick<Settings, "session" | "registration">;
}

/** What a second factor of a sign-in has shown. */
export interface ProofOfFactor {
  /** Cancels a reset that waits; absent where the factor is new. */
  readonly keeps?: KeepFactors;
  /** What the tokens say, the factor included (RFC 8176). */
  readonly amr: readonly string[];
  readonly passkey?: UsedPasskey;
  /** The subject of the contact's own address, where that is known: see {@link endUnlessActive}. */
  readonly ownSubject?: string;
  /** A device that is known from now on. */
  readonly device: NewDevice | undefined;
}

/** The device that asks, where it is to be known. A test recipient's fixed code proves none. */
export function deviceToKnow(
  random: Random,
  { test, recipientKey }: Pick<ChallengeReference, "test" | "recipientKey">,
  remember: boolean,
): NewDevice | undefined {
  return remember && !test ? newDevice(random, recipientKey) : undefined;
}

/**
 * Completes a sign-in after its second factor: the one write that approves the challenge, and the tokens of the approval.
 * Between the two a reset of the factors that waits is canceled; where it is too late for that, the session ends.
 */
export async function approveProved(
  deps: ApproveProvedDependencies,
  loaded: ApprovalKeys,
  reference: ChallengeReference,
  { keeps, amr, passkey, ownSubject, device }: ProofOfFactor,
  write: Write,
): Promise<Approved | Undecidable> {
  const { by, now } = write;
  const result = await deps.storage.challenges.approveProved(reference, {
    ...{ by, now, amr },
    ...(passkey && { passkey }),
    ...(device && { device: device.lane }),
    ...(reference.opensSession && { sessionSeconds: deps.settings.session.ttlSeconds }),
  });
  if (result.kind === "refused") return undecidable(result.challenge, now) ?? { kind: "challenge-not-found" };
  const { challenge } = result;
  if (!(await endUnlessActive(deps, challenge, now, ownSubject))) return { kind: "challenge-canceled" };
  if (keeps && !(await keeps(write))) {
    await deps.storage.challenges.end(challenge, now, "factors");
    return { kind: "challenge-canceled" };
  }
  const approved = await answerApproval(deps, loaded, challenge, now);
  // One that was known already stays what it was.
  return { ...approved, ...(device && device.lane === challenge.device && { deviceToken: device.token }) };
}
