import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { invocationId } from "../../domain/ambient.ts";
import { PASSKEY_AMR } from "../../domain/passkey.ts";
import { approvalKeys, type Approved } from "../../flows/answer-approval.ts";
import type { PasskeyParty } from "../../settings/passkey-party.ts";
import type { Stores } from "../../storage/port.ts";
import { approveProved, deviceToKnow } from "../approve-proved.ts";
import { withFactor } from "../prove-factor.ts";
import { namedChallenge, type NotWaiting, provedChallenge, type ProvedSignIn } from "../proved-challenge.ts";
import { keeping, stillCounts } from "../reset/keep-factors.ts";
import { findPasskey, type PasskeyRefusal } from "./find-passkey.ts";
import { ownSubject } from "./own-subject.ts";
import type { SignInDependencies } from "./sign-in.ts";

export type SecondStepDependencies = SignInDependencies & {
  readonly storage: Stores<{ challenges: "read" | "approveProved" }>;
};

export interface SecondStepInput extends ProvedSignIn {
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
  { response, remember, ...signIn }: SecondStepInput,
): Promise<Approved | PasskeyRefusal | NotWaiting> {
  const now = deps.clock();
  const named = await namedChallenge(deps.keys, signIn, now);
  if (named.kind !== "named") return named;
  const { reference } = named;
  const [loaded, waiting] = await Promise.all([
    approvalKeys(deps),
    provedChallenge(deps.storage, reference, now),
  ]);
  if (waiting.kind !== "proved") return waiting;
  const { challenge } = waiting;
  const found = await findPasskey(deps, response, {
    ...{
      purpose: "second-factor",
      binding: { kind: "challenge", challengeId: signIn.challengeId },
      subject: challenge.subjectKey,
    },
    // Other origins may sign in with a passkey alone: a code that was typed here is completed here.
    ...{ rpId, origins: [ownOrigin], now },
  });
  if (found.kind !== "found") return found;
  const { at: subjectKey, factors, passkey, asserted } = found;
  if (!stillCounts(factors, now)) return { kind: "challenge-canceled" };
  const write = { by: invocationId(deps.random), now };
  const proof = {
    keeps: keeping(deps, subjectKey, factors),
    amr: withFactor(challenge.amr, PASSKEY_AMR),
    passkey: { subjectKey, id: passkey.id, ...asserted },
    ownSubject: await ownSubject(deps.keys, challenge),
    device: deviceToKnow(deps.random, reference, remember),
  };
  return approveProved(deps, loaded, reference, proof, write);
}
