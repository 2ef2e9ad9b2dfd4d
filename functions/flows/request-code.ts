import type { Clock, Random } from "../domain/ambient.ts";
import type { Challenge, Transaction } from "../domain/challenge.ts";
import {
  challengeIdBytes,
  type ChallengeId,
  type ChallengeReference,
  encodeChallengeId,
} from "../domain/challenge-id.ts";
import { Fault } from "../domain/errors.ts";
import { originKey } from "../domain/origin.ts";
import { inferAddressKind } from "../domain/address-kind.ts";
import { type Channel, traitsOf, usualChannel } from "../domain/channel.ts";
import {
  ledgerRecipient,
  parseRecipient,
  type Recipient,
  recipientKey,
  subjectOf,
} from "../domain/recipient.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { admitSend, type RateLimited } from "./admit-send.ts";
import { claimRequest } from "./claim-request.ts";
import { testCode } from "./test-code.ts";

export interface RequestCodeDependencies {
  readonly storage: Stores<{
    challenges: "open" | "read";
    customers: "read";
    idempotency: "reserve";
    ledgers: "admit";
    origins: "count";
  }>;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
}

export interface RequestCodeInput {
  /** What the person typed. */
  readonly recipient: string;
  readonly channel?: Channel | undefined;
  readonly purpose: string;
  readonly locale?: string | undefined;
  readonly transaction?: Transaction | undefined;
  /** A language that the client said it takes, for a request that names none and a user who has none on record. */
  readonly acceptedLocale?: string | undefined;
  /** Browser and system of the caller, in words. */
  readonly askedFrom?: string | undefined;
  /** Network address of the client, or of the user who asks through the owner's server. */
  readonly sourceIp: string;
  readonly idempotencyKey?: string | undefined;
}

export type RequestCodeOutcome =
  | { readonly kind: "accepted"; readonly challengeId: ChallengeId; readonly challenge: Challenge }
  | { readonly kind: "invalid"; readonly path: string; readonly message: string }
  | { readonly kind: "channel-disabled" }
  | { readonly kind: "recipient-not-allowed" }
  | { readonly kind: "idempotency-mismatch" }
  | RateLimited;

/**
 * Opens a challenge: counts the network, asks the ledger, puts the item; the table's stream sends the passcode.
 * The answer never tells whether the recipient is known: strangers of a registered service get a decoy.
 */
export async function requestCode(
  deps: RequestCodeDependencies,
  input: RequestCodeInput,
): Promise<RequestCodeOutcome> {
  const { storage, keys, settings } = deps;
  const parsed = allowedRecipient(settings, input);
  if (parsed.kind !== "recipient") return parsed;
  const { recipient, channel } = parsed;

  const now = deps.clock();
  const [secret, passcodeKey] = await Promise.all([keys.recipient(), keys.current("passcode")]);
  const fresh: ChallengeReference = {
    kid: passcodeKey.kid,
    length: settings.passcode.length,
    opensSession: input.purpose === "login",
    issuedAt: now,
    recipientKey: recipientKey(secret, recipient),
    ledgerKey: recipientKey(secret, ledgerRecipient(recipient)),
    nonce: deps.random(16).toString("base64url"),
    ...(testCode(settings, recipient.address) && { test: true }),
  };
  const claimed = await claimRequest(
    deps,
    secret,
    { ...input, channel, address: recipient.address },
    fresh,
    now,
  );
  if (claimed.kind === "idempotency-mismatch") return claimed;
  if (claimed.kind === "replayed") return accepted(keys, claimed.challenge);
  const { reference } = claimed;

  const registered = settings.registration === "registered";
  const customer = registered ? await storage.customers.read(reference.recipientKey) : undefined;
  const origin = originKey(secret, input.sourceIp);
  const admitted = await admitSend(storage, settings, origin, reference.ledgerKey, {
    by: reference.nonce,
    now,
  });
  if (admitted.kind === "rate-limited") return admitted;

  const challenge: Challenge = {
    ...reference,
    ...freshTerms(settings, now),
    channel,
    address: recipient.address,
    ...(recipient.country !== undefined && { country: recipient.country }),
    subject: customer?.customerId ?? subjectOf(secret, recipient),
    amr: traitsOf(channel).amr,
    purpose: input.purpose,
    locale: input.locale ?? customer?.locale ?? input.acceptedLocale ?? settings.defaultLocale,
    ...(input.askedFrom !== undefined && { askedFrom: input.askedFrom }),
    origin,
    decoy: registered && customer?.status !== "active",
    ...(input.transaction && { transaction: input.transaction }),
  };
  return accepted(keys, await storage.challenges.open(challenge));
}

function allowedRecipient(
  { channels, defaultCountry }: Settings,
  input: RequestCodeInput,
):
  | { readonly kind: "recipient"; readonly recipient: Recipient; readonly channel: Channel }
  | RequestCodeOutcome {
  const channel = input.channel ?? usualChannel(inferAddressKind(input.recipient));
  if (!channels[channel].enabled) return { kind: "channel-disabled" };
  const parsed = parseRecipient(input.recipient, traitsOf(channel).addressKind, defaultCountry);
  if (parsed.kind === "invalid") return { kind: "invalid", path: "recipient", message: parsed.message };
  const { recipient } = parsed;
  const allowed =
    recipient.addressKind === "email" || channels.sms.countries.includes(recipient.country ?? "");
  return allowed ? { kind: "recipient", recipient, channel } : { kind: "recipient-not-allowed" };
}

async function accepted(keys: Keys, challenge: Challenge): Promise<RequestCodeOutcome> {
  const found = await keys.find("passcode", challenge.kid);
  if (!found) throw new Fault("unknown-key", "No passcode key has the id that the challenge names.");
  return {
    kind: "accepted",
    challengeId: encodeChallengeId(challengeIdBytes(challenge, found.key)),
    challenge,
  };
}

function freshTerms({ passcode }: Settings, now: number) {
  return {
    status: "pending",
    attempts: 0,
    maxAttempts: passcode.maxAttempts,
    sends: 1,
    maxSends: passcode.maxSends,
    doneSend: 0,
    expiresAt: now + passcode.ttlSeconds,
    nextSendAt: now + passcode.resendAfterSeconds,
    delivery: { state: "queued" },
  } as const;
}
