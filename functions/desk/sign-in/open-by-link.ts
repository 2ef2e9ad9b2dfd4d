import type { Challenge, Session } from "../../domain/challenge.ts";
import { PROVED_SECONDS } from "../../domain/challenge.ts";
import { inferAddressKind } from "../../domain/address-kind.ts";
import { invocationId } from "../../domain/ambient.ts";
import type { ChallengeReference } from "../../domain/challenge-id.ts";
import { challengeReferenceOf } from "../../domain/challenge-id.ts";
import { usualChannel } from "../../domain/channel.ts";
import { subjectOf } from "../../domain/recipient.ts";
import { STRONG_CODE } from "../../domain/typed/code-shape.ts";
import { adminOfKey, knownAtDesk, takesTwo } from "./admin-of-key.ts";
import { shownLink, useOnce } from "./one-time.ts";
import { DESK_SECONDS } from "./read-visitor.ts";
import type { SignInServices } from "./sign-in-services.ts";

export type OpenByLinkOutcome =
  | { readonly kind: "proved"; readonly reference: ChallengeReference }
  | { readonly kind: "signed-in"; readonly session: Session }
  /** Used, too old, made up, or no admin's any more. */
  | { readonly kind: "over" };

/**
 * Begins a sign-in by a link that an owner has made, on the day when no message arrives: it takes the code's place and never
 * the factor's.
 */
export async function openByLink(services: SignInServices, text: string): Promise<OpenByLinkOutcome> {
  const { storage, keys, random, settings } = services;
  const now = services.clock();
  const shown = shownLink(text);
  const admin = shown && (await adminOfKey(services, shown.recipientKey));
  const secret = await keys.recipient();
  if (!admin || !(await useOnce(storage, secret, shown, now))) return { kind: "over" };
  const { recipientKey, address } = admin;
  const addressKind = inferAddressKind(address);
  const { terms } = await knownAtDesk(services, recipientKey, now);
  const { kid } = await keys.current("passcode");
  const challenge: Challenge = {
    ...{ kid, recipientKey, ledgerKey: recipientKey, nonce: random(16).toString("base64url") },
    ...{ opensSession: false, issuedAt: now, ...STRONG_CODE },
    ...{ attempts: 0, maxAttempts: settings.passcode.maxAttempts, sends: 0, maxSends: 0, doneSend: 0 },
    ...{ expiresAt: now + PROVED_SECONDS, nextSendAt: now, delivery: { state: "queued" } },
    ...{ status: "proved", provedAt: now, channel: usualChannel(addressKind), address },
    ...{ subject: subjectOf(secret, { addressKind, address }), purpose: "desk", ...terms },
    ...{ locale: settings.defaultLocale, lane: "strangers", amr: [], decoy: false },
  };
  if (takesTwo(services)) {
    await storage.challenges.open(challenge);
    return { kind: "proved", reference: challengeReferenceOf(challenge) };
  }
  const session: Session = {
    ...challenge,
    ...{ status: "approved", approvedAt: now, sessionEndsAt: now + DESK_SECONDS },
  };
  await storage.challenges.openApproved(session, { by: invocationId(random), now });
  return { kind: "signed-in", session };
}
