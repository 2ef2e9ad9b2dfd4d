import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import {
  type Challenge,
  CHALLENGE_STATUSES,
  END_CAUSES,
  DELIVERY_STATES,
  type Delivery,
} from "../../domain/challenge.ts";
import { FACTORS } from "../../domain/factors.ts";
import { CHANNELS } from "../../domain/channel.ts";
import { readLane } from "../../domain/lane.ts";
import type { PasskeyId } from "../../domain/passkey.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { OriginKey } from "../../domain/origin.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import { CODE_FORMATS } from "../../domain/typed/code-shape.ts";
import type { ChallengeChange, ChallengeLocation } from "../port/challenges.ts";
import { Attributes } from "./attributes.ts";
import { type Item, type ItemKey, iso } from "./table.ts";

const RECIPIENT = "recipient#";
/** What the sort key of a challenge begins with. */
export const CHALLENGE_ITEM = "challenge#";

export function recipientPartition(key: RecipientKey): string {
  return RECIPIENT + key;
}

export function challengeKey({ recipientKey, nonce }: ChallengeLocation): ItemKey {
  return { pk: recipientPartition(recipientKey), sk: CHALLENGE_ITEM + nonce };
}

/** Whose partition a key is in; undefined for those that are no recipient's. */
export function recipientKeyOf(pk: unknown): RecipientKey | undefined {
  if (typeof pk !== "string" || !pk.startsWith(RECIPIENT)) return undefined;
  return pk.slice(RECIPIENT.length) as RecipientKey;
}

/** Finds a challenge again from its key; undefined for items of other kinds. */
export function challengeLocation(pk: unknown, sk: unknown): ChallengeLocation | undefined {
  const recipientKey = recipientKeyOf(pk);
  if (recipientKey === undefined || typeof sk !== "string" || !sk.startsWith(CHALLENGE_ITEM))
    return undefined;
  return { recipientKey, nonce: sk.slice(CHALLENGE_ITEM.length) };
}

/** A challenge as it lies in the table: plain attributes that an admin can read, and nothing that opens anything. */
export function toItem(
  { recipientKey, nonce, issuedAt, decoy, ...challenge }: Challenge,
  retentionSeconds: number,
): ItemKey & Item {
  return {
    ...challengeKey({ recipientKey, nonce }),
    ...challenge,
    createdAt: issuedAt,
    createdAtIso: iso(issuedAt),
    expiresAtIso: iso(challenge.expiresAt),
    nextSendAtIso: iso(challenge.nextSendAt),
    ...(decoy && { decoy }),
    ttl: challenge.expiresAt + retentionSeconds,
  };
}

/** The challenge that an item is. */
export function fromItem(item: Item): Challenge {
  const location = challengeLocation(item.pk, item.sk);
  if (!location) throw new Error("not a challenge item");
  const read = new Attributes(item);
  const country = read.optionalText("country");
  const askedFrom = read.optionalText("askedFrom");
  const app = read.optionalText("app");
  const clientId = read.optionalText("clientId");
  const walk = read.optionalText("walk");
  const transaction = read.optionalMap("transaction");
  const reference = transaction?.optionalText("reference");
  const device = read.optionalAs("device", readLane);
  const origin = read.optionalText("origin");
  const widerOrigin = read.optionalText("widerOrigin");
  const parts = read.optionalCount("parts");
  const passkey = read.optionalMap("passkey");
  const addressProvenAt = read.optionalCount("addressProvenAt");
  const subjectKey = read.optionalText("subjectKey");
  const secondFactor = read.optionalTexts("secondFactor");
  const provedAt = read.optionalCount("provedAt");
  const factorAttempts = read.optionalCount("factorAttempts");
  const factorFailures = read.optionalCount("factorFailures");
  const factorAt = read.optionalCount("factorAt");
  const generation = read.optionalCount("generation");
  const follows = read.optionalMap("follows");
  const approvedAt = read.optionalCount("approvedAt");
  const sessionEndsAt = read.optionalCount("sessionEndsAt");
  const endedAt = read.optionalCount("endedAt");
  const endedFor = read.optionalOneOf("endedFor", END_CAUSES);
  const canceledFor = read.optionalOneOf("canceledFor", END_CAUSES);
  return {
    ...location,
    kid: read.count("kid"),
    // Releases before strong codes wrote none.
    format: read.optionalOneOf("format", CODE_FORMATS) ?? "digits",
    length: read.count("length"),
    opensSession: read.flag("opensSession"),
    issuedAt: read.count("createdAt"),
    ledgerKey: read.text("ledgerKey") as RecipientKey,
    ...(read.optionalFlag("test") && { test: true }),
    status: read.oneOf("status", CHALLENGE_STATUSES),
    channel: read.oneOf("channel", CHANNELS),
    address: read.text("address"),
    ...(country !== undefined && { country }),
    ...(read.optionalFlag("fixedLine") && { fixedLine: true }),
    subject: read.text("subject"),
    purpose: read.text("purpose"),
    locale: read.text("locale"),
    ...(askedFrom !== undefined && { askedFrom }),
    ...(app !== undefined && { app }),
    ...(clientId !== undefined && { clientId }),
    ...(walk !== undefined && { walk }),
    attempts: read.count("attempts"),
    maxAttempts: read.count("maxAttempts"),
    sends: read.count("sends"),
    maxSends: read.count("maxSends"),
    doneSend: read.count("doneSend"),
    expiresAt: read.count("expiresAt"),
    nextSendAt: read.count("nextSendAt"),
    delivery: deliveryOf(read.map("delivery")),
    ...(origin !== undefined && { origin: origin as OriginKey }),
    ...(widerOrigin !== undefined && { widerOrigin: widerOrigin as OriginKey }),
    // Releases before lanes wrote none.
    lane: read.optionalAs("lane", readLane) ?? "strangers",
    ...(device !== undefined && { device }),
    amr: read.texts("amr"),
    decoy: read.optionalFlag("decoy") ?? false,
    ...(read.optionalFlag("unproven") && { unproven: true }),
    ...(transaction && {
      transaction: {
        amount: transaction.text("amount"),
        payee: transaction.text("payee"),
        ...(reference !== undefined && { reference }),
      },
    }),
    ...(parts !== undefined && { parts }),
    ...(passkey && {
      passkey: {
        subjectKey: passkey.text("subjectKey") as SubjectKey,
        id: passkey.text("id") as PasskeyId,
        counter: passkey.count("counter"),
        backedUp: passkey.flag("backedUp"),
      },
    }),
    ...(addressProvenAt !== undefined && { addressProvenAt }),
    ...(subjectKey !== undefined && { subjectKey: subjectKey as SubjectKey }),
    // What a later release knows beside these is not offered by this one.
    ...(secondFactor && { secondFactor: FACTORS.filter((factor) => secondFactor.includes(factor)) }),
    ...(provedAt !== undefined && { provedAt }),
    ...(factorAttempts !== undefined && { factorAttempts }),
    ...(factorFailures !== undefined && { factorFailures }),
    ...(factorAt !== undefined && { factorAt }),
    ...(generation !== undefined && { generation }),
    ...(follows && {
      follows: { recipientKey: follows.text("recipientKey") as RecipientKey, nonce: follows.text("nonce") },
    }),
    ...(approvedAt !== undefined && { approvedAt }),
    ...(sessionEndsAt !== undefined && { sessionEndsAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(endedFor !== undefined && { endedFor }),
    ...(canceledFor !== undefined && { canceledFor }),
  };
}

function deliveryOf(read: Attributes): Delivery {
  const provider = read.optionalText("provider");
  const messageId = read.optionalText("messageId");
  const reason = read.optionalText("reason");
  return {
    state: read.oneOf("state", DELIVERY_STATES),
    ...(provider !== undefined && { provider }),
    ...(messageId !== undefined && { messageId }),
    ...(reason !== undefined && { reason }),
  };
}

/** The images of a stream record; undefined where the record is about another kind of item. */
export function readStreamRecord(record: {
  Keys?: Record<string, AttributeValue>;
  OldImage?: Record<string, AttributeValue>;
  NewImage?: Record<string, AttributeValue>;
}): ChallengeChange | undefined {
  const { pk, sk } = unmarshall(record.Keys ?? {});
  if (!challengeLocation(pk, sk)) return undefined;
  const image = (attributes?: Record<string, AttributeValue>) =>
    attributes && fromItem(unmarshall(attributes));
  return { before: image(record.OldImage), after: image(record.NewImage) };
}
