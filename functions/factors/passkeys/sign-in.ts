import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { type Clock, invocationId, type Random } from "../../domain/ambient.ts";
import type { Session } from "../../domain/challenge.ts";
import { traitsOf } from "../../domain/channel.ts";
import { PASSKEY_AMR } from "../../domain/passkey.ts";
import { ledgerRecipient, recipientKey } from "../../domain/recipient.ts";
import { nonceOf, type PasskeyBinding } from "../../domain/webauthn-challenge.ts";
import {
  answerApproval,
  type AnswerApprovalDependencies,
  approvalKeys,
  type Approved,
} from "../../flows/answer-approval.ts";
import { endUnlessActive } from "../../flows/end-unless-active.ts";
import type { Keys } from "../../keys/port.ts";
import type { Settings } from "../../settings.ts";
import type { PasskeyParty } from "../../settings/passkey-party.ts";
import type { Stores } from "../../storage/port.ts";
import { keepFactors, stillCounts } from "../reset/keep-factors.ts";
import { findPasskey, type FoundPasskey, type PasskeyRefusal, refused } from "./find-passkey.ts";
import { ownSubject } from "./own-subject.ts";

export interface SignInDependencies extends AnswerApprovalDependencies {
  readonly storage: Stores<{
    factors: "read" | "cancelReset";
    challenges: "openApproved" | "end";
    customers: "read";
  }>;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
}

export interface SignInInput {
  readonly response: AuthenticationResponseJSON;
  readonly binding: PasskeyBinding;
}

/**
 * Opens a session for what a passkey has signed: one read, then one put of a challenge that is approved already. Its nonce
 * follows from what was signed, so that the same assertion, shown again, meets its own session and opens no other.
 */
export async function signInByPasskey(
  deps: SignInDependencies,
  { rpId, origins }: PasskeyParty,
  { response, binding }: SignInInput,
): Promise<Approved | PasskeyRefusal> {
  const now = deps.clock();
  const loaded = await approvalKeys(deps);
  const found = await findPasskey(deps, response, { purpose: "sign-in", binding, rpId, origins, now });
  if (found.kind !== "found") return found;
  if (!stillCounts(found.factors, now)) return { kind: "passkey-not-found" };
  const write = { by: invocationId(deps.random), now };
  const opened = await deps.storage.challenges.openApproved(await sessionOf(deps, found, now), write);
  if (opened.kind === "refused") return refused("replay");
  // As if the block, or the removal of the contact, had come before the passkey.
  const own = await ownSubject(deps.keys, opened.challenge);
  if (!(await endUnlessActive(deps, opened.challenge, now, own))) return refused("contact");
  if (!(await keepFactors(deps, found.at, found.factors, write))) {
    await deps.storage.challenges.end(opened.challenge, now, "factors");
    return { kind: "passkey-not-found" };
  }
  return answerApproval(deps, loaded, opened.challenge, now);
}

/** The session as it is kept: of the contact that enrolled the passkey, with no code, no send and no guess. */
async function sessionOf(
  { keys, settings }: SignInDependencies,
  { at, challenge, passkey, factors, asserted }: Extract<FoundPasskey, { kind: "found" }>,
  now: number,
): Promise<Session> {
  const { channel, address } = passkey;
  const { addressKind } = traitsOf(channel);
  const ledger = ledgerRecipient({ addressKind, address }, settings.registration);
  return {
    kid: 0,
    format: "digits",
    length: settings.passcode.length,
    opensSession: true,
    issuedAt: now,
    recipientKey: passkey.recipientKey,
    ledgerKey: recipientKey(await keys.recipient(), ledger),
    nonce: nonceOf(challenge),
    status: "approved",
    ...{ channel, address, subject: factors.subject, purpose: "login", locale: passkey.locale },
    ...{ attempts: 0, maxAttempts: 0, sends: 0, maxSends: 0, doneSend: 0 },
    ...{ expiresAt: now, nextSendAt: now, delivery: { state: "queued" } },
    lane: "strangers",
    amr: PASSKEY_AMR,
    decoy: false,
    subjectKey: at,
    passkey: { subjectKey: at, id: passkey.id, ...asserted },
    addressProvenAt: factors.proofs[passkey.recipientKey] ?? passkey.enrolledAt,
    factorAt: now,
    approvedAt: now,
    sessionEndsAt: now + settings.session.ttlSeconds,
  };
}
