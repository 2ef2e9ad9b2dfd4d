import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import {
  type Challenge,
  CHALLENGE_STATUSES,
  DELIVERY_STATES,
  type Delivery,
} from "../../domain/challenge.ts";
import { CHANNELS } from "../../domain/channel.ts";
import type { OriginKey } from "../../domain/origin.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { ChallengeChange, ChallengeLocation } from "../port/challenges.ts";
import { Attributes } from "./attributes.ts";
import { type Item, type ItemKey, iso } from "./table.ts";

const RECIPIENT = "recipient#";
const CHALLENGE = "challenge#";

export function recipientPartition(key: RecipientKey): string {
  return RECIPIENT + key;
}

export function challengeKey({ recipientKey, nonce }: ChallengeLocation): ItemKey {
  return { pk: recipientPartition(recipientKey), sk: CHALLENGE + nonce };
}

/** Finds a challenge again from its key; undefined for items of other kinds. */
export function challengeLocation(pk: unknown, sk: unknown): ChallengeLocation | undefined {
  if (
    typeof pk !== "string" ||
    typeof sk !== "string" ||
    !pk.startsWith(RECIPIENT) ||
    !sk.startsWith(CHALLENGE)
  )
    return undefined;
  return { recipientKey: pk.slice(RECIPIENT.length) as RecipientKey, nonce: sk.slice(CHALLENGE.length) };
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
  const transaction = read.optionalMap("transaction");
  const approvedAt = read.optionalCount("approvedAt");
  const sessionEndsAt = read.optionalCount("sessionEndsAt");
  return {
    ...location,
    kid: read.count("kid"),
    length: read.count("length"),
    opensSession: read.flag("opensSession"),
    issuedAt: read.count("createdAt"),
    ledgerKey: read.text("ledgerKey") as RecipientKey,
    ...(read.optionalFlag("test") && { test: true }),
    status: read.oneOf("status", CHALLENGE_STATUSES),
    channel: read.oneOf("channel", CHANNELS),
    address: read.text("address"),
    ...(country !== undefined && { country }),
    subject: read.text("subject"),
    purpose: read.text("purpose"),
    locale: read.text("locale"),
    ...(askedFrom !== undefined && { askedFrom }),
    attempts: read.count("attempts"),
    maxAttempts: read.count("maxAttempts"),
    sends: read.count("sends"),
    maxSends: read.count("maxSends"),
    doneSend: read.count("doneSend"),
    expiresAt: read.count("expiresAt"),
    nextSendAt: read.count("nextSendAt"),
    delivery: deliveryOf(read.map("delivery")),
    origin: read.text("origin") as OriginKey,
    amr: read.texts("amr"),
    decoy: read.optionalFlag("decoy") ?? false,
    ...(transaction && {
      transaction: { amount: transaction.text("amount"), payee: transaction.text("payee") },
    }),
    ...(approvedAt !== undefined && { approvedAt }),
    ...(sessionEndsAt !== undefined && { sessionEndsAt }),
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
