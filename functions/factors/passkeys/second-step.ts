import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { invocationId } from "../../domain/ambient.ts";
import { PROVED_SECONDS, undecidable } from "../../domain/challenge.ts";
import { newDevice } from "../../domain/device.ts";
import { isFactorToken } from "../../domain/factor-token.ts";
import { PASSKEY_AMR } from "../../domain/passkey.ts";
import { answerApproval, approvalKeys, type Approved } from "../../flows/answer-approval.ts";
import { endUnlessActive } from "../../flows/end-unless-active.ts";
import { resolveChallenge } from "../../flows/resolve-challenge.ts";
import type { PasskeyParty } from "../../settings/passkeys.ts";
import type { Stores } from "../../storage/port.ts";
import { keepFactors } from "../reset/keep-factors.ts";
import { type NotWaiting, whetherWaiting } from "../waiting.ts";
import { findPasskey, type PasskeyRefusal } from "./find-passkey.ts";
import { ownSubject } from "./own-subject.ts";
import type { SignInDependencies } from "./sign-in.ts";

export type SecondStepDependencies = SignInDependencies & {
  readonly storage: Stores<{ challenges: "read" | "approveProved" }>;
};

export interface SecondStepInput {
  readonly challengeId: string;
  readonly factorToken: string;
  readonly response: AuthenticationResponseJSON;
  /** Whether the device that asks is to be known. */
  readonly remember: boolean;
}

/**
 * Takes a passkey as the second factor of a challenge whose code was right: two reads, and the one write that approves the
 * challenge. What was signed names this challenge and no other, so that an assertion that is shown again meets a challenge
 * that is approved. A passkey cannot be guessed: wrong ones are not counted, and too many wrong codes of an authenticator
 * do not keep it out.
 */
export async function proveByPasskey(
  deps: SecondStepDependencies,
  { rpId, ownOrigin }: PasskeyParty,
  { challengeId, factorToken, response, remember }: SecondStepInput,
): Promise<Approved | PasskeyRefusal | NotWaiting> {
  const { challenges } = deps.storage;
  const now = deps.clock();
  const resolved = await resolveChallenge(deps.keys, challengeId, now, PROVED_SECONDS);
  if (resolved.kind !== "resolved") return resolved;
  const { reference } = resolved;
  if (!isFactorToken(factorToken, reference, resolved.key)) return { kind: "challenge-not-found" };
  const [loaded, challenge] = await Promise.all([approvalKeys(deps), challenges.read(reference)]);
  const waiting = whetherWaiting(challenge, now);
  if (waiting) return waiting;
  if (challenge?.subjectKey === undefined) return { kind: "challenge-not-found" };
  const found = await findPasskey(deps, response, {
    ...{
      purpose: "second-factor",
      binding: { kind: "challenge", challengeId },
      subject: challenge.subjectKey,
    },
    // Other origins may sign in with a passkey alone: a code that was typed here is completed here.
    ...{ rpId, origins: [ownOrigin], now },
  });
  if (found.kind !== "found") return found;
  const { at: subjectKey, passkey, asserted } = found;
  const write = { by: invocationId(deps.random), now };
  if (!(await keepFactors(deps, subjectKey, found.factors, write))) return { kind: "challenge-canceled" };
  // A test recipient's fixed code proves no device.
  const fresh = remember && !reference.test ? newDevice(deps.random, reference.recipientKey) : undefined;
  const result = await challenges.approveProved(reference, {
    ...write,
    amr: [...new Set([...challenge.amr, ...PASSKEY_AMR])],
    passkey: { subjectKey, id: passkey.id, ...asserted },
    ...(fresh && { device: fresh.lane }),
    ...(reference.opensSession && { sessionSeconds: deps.settings.session.ttlSeconds }),
  });
  if (result.kind === "refused") return undecidable(result.challenge, now) ?? { kind: "challenge-not-found" };
  const own = await ownSubject(deps.keys, result.challenge);
  if (!(await endUnlessActive(deps, result.challenge, now, own))) return { kind: "challenge-canceled" };
  const approved = await answerApproval(deps, loaded, result.challenge, now);
  const known = fresh && fresh.lane === result.challenge.device;
  return { ...approved, ...(known && { deviceToken: fresh.token }) };
}
