import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Challenge } from "../../domain/challenge.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { ChallengeChange, ChallengeLocation } from "../port/challenges.ts";
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
  return {
    ...(item as unknown as Challenge),
    ...location,
    issuedAt: item.createdAt as number,
    decoy: item.decoy === true,
  };
}

/** The images of a stream record; undefined where the record is about another kind of item. */
export function readChange(record: {
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
