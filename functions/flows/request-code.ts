import type { BotCheck } from "../bot-check/port.ts";
import type { Clock, Random } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import { challengeIdBytes, type ChallengeId, encodeChallengeId } from "../domain/challenge-id.ts";
import { knownClick } from "../domain/click.ts";
import { sideOf } from "../domain/desk-purposes.ts";
import { knownLane } from "../domain/device.ts";
import { Fault } from "../domain/errors.ts";
import { traitsOf } from "../domain/channel.ts";
import { laneKind } from "../domain/lane.ts";
import { ledgerRecipient, type RecipientKey, recipientKey, subjectOf } from "../domain/recipient.ts";
import { type SubjectKey, subjectKey } from "../domain/subject.ts";
import type { CodeFormat } from "../domain/typed/code-shape.ts";
import type { Keys } from "../keys/port.ts";
import type { LiveFacts } from "../settings/live/facts.ts";
import { asksFactors, type Settings } from "../settings.ts";
import type { Customer } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";
import { admitRequest, type RateLimited } from "./admit-send.ts";
import { type AllowedRecipient, allowRecipient, type AskedRecipient } from "./allow-recipient.ts";
import { askingNetworks } from "./asking-networks.ts";
import { chooseCode } from "./choose-code.ts";
import { claimRequest, type NewReference } from "./claim-request.ts";
import { type NoteAttackDependencies, noteRefusedSend } from "./note-attack.ts";
import { askingOf, passBotCheck } from "./pass-bot-check.ts";
import {
  type ChannelUnavailable,
  type Paid,
  type PaySendDependencies,
  isUnproven,
  paymentOf,
} from "./pay-send.ts";
import { expectedParts } from "./price-send.ts";
import { askSecondFactor, type SubjectTerms } from "./second-factor.ts";
import { testCode } from "./test-code.ts";

export interface RequestCodeDependencies extends PaySendDependencies, NoteAttackDependencies {
  readonly storage: NoteAttackDependencies["storage"] &
    Stores<{
      challenges: "open" | "read";
      customers: "read";
      factors: "read";
      idempotency: "reserve";
      ledgers: "admit" | "admitKnown" | "isProven";
      origins: "count" | "waitFor";
      spend: "add";
    }>;
  readonly keys: Keys;
  /** Where the owner wants one. */
  readonly botCheck?: BotCheck | undefined;
  readonly settings: Settings;
  readonly live: Pick<LiveFacts, "allowedNetworks">;
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Who is known and what they prove beside the code, in the place of customers and their factors: for the desk's sign-in. */
  readonly knows?: (recipientKey: RecipientKey, now: number) => Promise<KnownHere>;
}

/** What is known of a recipient. */
export interface KnownHere {
  readonly known: boolean;
  readonly terms: SubjectTerms;
}

export interface RequestCodeInput extends AskedRecipient {
  readonly purpose: string;
  readonly locale?: string | undefined;
  /** What the client's field for the code takes. @default digits alone */
  readonly codeFormats?: readonly CodeFormat[] | undefined;
  /** A language that the client said it takes, for a request that names none and a user who has none on record. */
  readonly acceptedLocale?: string | undefined;
  /** Browser and system of the caller, in words. */
  readonly askedFrom?: string | undefined;
  /** The app that the person is on the way to. */
  readonly app?: { readonly id: string; readonly name: string } | undefined;
  /** The walk of pages that asks, as a challenge keeps it. */
  readonly walk?: string | undefined;
  /** Network address of the client, or of the user for whom the owner's server asks; none where it names no user's. */
  readonly sourceIp: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** What the caller's device says that it is known by; it may be another recipient's, or made up. */
  readonly devices?: readonly string[] | undefined;
  /** A solution of the puzzle that an earlier request was refused with. */
  readonly botCheck?: string | undefined;
}

export type RequestCodeOutcome =
  | {
      readonly kind: "accepted";
      readonly challengeId: ChallengeId;
      readonly challenge: Challenge;
      readonly spentPercent?: number;
    }
  | Exclude<AllowedRecipient, { kind: "recipient" }>
  | { readonly kind: "idempotency-mismatch" }
  | ChannelUnavailable
  | RateLimited;

/**
 * Opens a challenge: asks the device, or counts the network and asks the ledger, and puts the item; the table's stream
 * sends the passcode.
 * The answer never tells whether the recipient is known: strangers of a registered service get a decoy.
 */
export async function requestCode(
  deps: RequestCodeDependencies,
  input: RequestCodeInput,
): Promise<RequestCodeOutcome> {
  const { storage, keys, settings } = deps;
  const parsed = allowRecipient(settings, input);
  if (parsed.kind !== "recipient") return parsed;
  const { recipient, channel } = parsed;

  const now = deps.clock();
  const [secret, passcodeKey] = await Promise.all([keys.recipient(), keys.current("passcode")]);
  const fresh: NewReference = {
    kid: passcodeKey.kid,
    opensSession: input.purpose === "login",
    issuedAt: now,
    recipientKey: recipientKey(secret, recipient),
    ledgerKey: recipientKey(secret, ledgerRecipient(recipient, settings.registration)),
    nonce: deps.random(16).toString("base64url"),
    // A fixed code opens no desk.
    ...(!deps.knows && testCode(settings, recipient.address) && { test: true }),
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
  const choice = { formats: input.codeFormats ?? ["digits"], test: fresh.test === true } as const;

  // Not the customer's own: what a send costs must tell nobody who is one.
  const locale = input.locale ?? input.acceptedLocale ?? settings.defaultLocale;
  const payment = paymentOf(
    deps,
    { channel, address: recipient.address, country: recipient.country, locale, test: fresh.test },
    now,
  );
  // A test recipient's code is known anyway.
  const held = fresh.test ? [] : (input.devices ?? []);
  const device = knownLane(held, fresh.recipientKey, sideOf(input));
  const click = knownClick(held, fresh.ledgerKey, now);
  const full = await payment.check(device !== undefined, fresh.ledgerKey);
  if (full) return full;
  const registered = settings.registration === "registered";
  // An open stage has no customers, and those of before it was open had factors perhaps.
  const here = await deps.knows?.(fresh.recipientKey, now);
  const asksContact = !here && (registered || asksFactors(settings));
  const contact = asksContact ? await storage.customers.read(fresh.recipientKey) : undefined;
  const customer = registered ? contact : undefined;
  const asked = askingNetworks(secret, input.sourceIp, deps.live);
  const asking = askingOf(asked, claimed.reference, input.idempotencyKey);
  const { networks, named } = await passBotCheck(deps, secret, input.botCheck, asked, asking, now);
  const reference = { ...claimed.reference, ...named };
  const [network, wider] = networks;
  const admitted = await admitRequest(
    deps,
    { ...reference, networks },
    [...(device === undefined ? [] : [{ lane: device }]), ...(click ? [click] : [])],
    { channel, choice },
    { by: reference.nonce, now },
  );
  if (admitted.kind === "rate-limited") {
    await noteRefusedSend(deps, admitted, now);
    // One solution a request: a program that cannot find one must not try for ever.
    const mayTry = admitted.canBeRaised === true && input.botCheck === undefined;
    const puzzle = mayTry && asking ? await deps.botCheck?.puzzle(asking, now) : undefined;
    return puzzle ? { ...admitted, botCheck: puzzle } : admitted;
  }
  const byDevice = laneKind(admitted.lane) === "device";
  // One that has had its sends stays known, and is so for longer: a new id in its place might find no room.
  const askedOn = byDevice ? admitted.lane : admitted.refusedDevice;
  const unproven = isUnproven(settings, recipient.addressKind, admitted);
  const paid = await payment.pay({ known: byDevice, unproven }, { by: reference.nonce, now });
  if (paid.kind === "channel-unavailable") return paid;

  const subject = customer?.customerId ?? subjectOf(secret, recipient);
  const formerly = registered ? undefined : factorsPlace(secret, contact);
  const whose = {
    ...{ subject, factorsOf: customer?.factorsOf, formerly },
    ...{ recipientKey: fresh.recipientKey, channel },
  };
  const { unreachable = false, ...terms } = here?.terms ?? (await askSecondFactor(deps, secret, whose, now));
  const challenge: Challenge = {
    ...reference,
    // Only now: the count decides that the admitting write has read.
    ...chooseCode(settings, choice, admitted),
    ...freshTerms(settings, now),
    channel,
    address: recipient.address,
    ...(recipient.country !== undefined && { country: recipient.country }),
    ...(recipient.fixedLine && { fixedLine: true }),
    subject,
    ...terms,
    amr: traitsOf(channel).amr,
    purpose: input.purpose,
    locale: input.locale ?? customer?.locale ?? locale,
    ...(input.askedFrom !== undefined && { askedFrom: input.askedFrom }),
    ...(input.app && { app: input.app.name, clientId: input.app.id }),
    ...(input.walk !== undefined && { walk: input.walk }),
    ...(network && { origin: network.key }),
    ...(wider && { widerOrigin: wider.key }),
    lane: admitted.lane,
    ...(askedOn !== undefined && { device: askedOn }),
    decoy: here ? !here.known : unreachable || (registered && customer?.status !== "active"),
    ...(unproven && { unproven }),
    // A resend costs what this send does, whatever the customer's own language is.
    ...(recipient.addressKind === "phone" && {
      parts: expectedParts(settings, { channel: "sms", locale }),
    }),
    ...(input.transaction && { transaction: input.transaction }),
  };
  return accepted(keys, await storage.challenges.open(challenge), paid);
}

async function accepted(keys: Keys, challenge: Challenge, paid?: Paid): Promise<RequestCodeOutcome> {
  const found = await keys.find("passcode", challenge.kid);
  if (!found) throw new Fault("unknown-key", "No passcode key has the id that the challenge names.");
  return {
    kind: "accepted",
    challengeId: encodeChallengeId(challengeIdBytes(challenge, found.key)),
    challenge,
    ...(paid?.spentPercent !== undefined && { spentPercent: paid.spentPercent }),
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

/** Where a contact's factors lie, if it is one of a customer with an id. */
function factorsPlace(secret: Uint8Array, contact: Customer | undefined): SubjectKey | undefined {
  if (contact?.factorsOf !== undefined) return contact.factorsOf;
  return contact?.customerId === undefined ? undefined : subjectKey(secret, contact.customerId);
}
