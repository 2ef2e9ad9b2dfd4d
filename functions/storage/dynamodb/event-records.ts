import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Happened } from "../../domain/events/event.ts";
import { ofChallenge } from "../../domain/events/of-challenge.ts";
import { type CustomerImage, ofCustomer } from "../../domain/events/of-customer.ts";
import { ofFactors } from "../../domain/events/of-factors.ts";
import { ofSpend } from "../../domain/events/of-spend.ts";
import { CUSTOMER } from "../indexes.ts";
import { Attributes } from "./attributes.ts";
import { readStreamRecord } from "./challenge-item.ts";
import { readFactorRecord, subjectKeyOf } from "./factor-item.ts";
import { recipientKeyOf } from "./challenge-item.ts";
import { isSpendKey, stopsOf } from "./spend.ts";
import type { Item } from "./table.ts";

interface StreamRecord {
  readonly Keys?: Record<string, AttributeValue>;
  readonly OldImage?: Record<string, AttributeValue>;
  readonly NewImage?: Record<string, AttributeValue>;
  readonly ApproximateCreationDateTime?: number;
}

/**
 * What a record of the stream is to be told as: the same however often it comes.
 * @param now epoch seconds, where the record does not say when it was written
 */
export function happenedIn(record: StreamRecord, now: number): readonly Happened[] {
  const at = Math.floor(record.ApproximateCreationDateTime ?? now);
  const { pk, sk } = unmarshall(record.Keys ?? {});
  const challenge = readStreamRecord(record);
  if (challenge) return ofChallenge(challenge, at);
  const factors = readFactorRecord(record);
  const liesAt = subjectKeyOf(pk);
  if (factors && liesAt !== undefined) return ofFactors(factors, liesAt, at);
  const recipientKey = recipientKeyOf(pk);
  if (recipientKey !== undefined && sk === CUSTOMER) {
    const [before, after] = images(record, customerImage);
    return ofCustomer(recipientKey, before, after, at);
  }
  if (!isSpendKey(pk, sk)) return [];
  const [before, after] = images(record, stopsOf);
  return ofSpend(before, after, at);
}

function images<Image>({ OldImage, NewImage }: StreamRecord, read: (item: Item) => Image) {
  return [OldImage && read(unmarshall(OldImage)), NewImage && read(unmarshall(NewImage))] as const;
}

/** As the store of customers reads it: whatever its status says beside `active` keeps the customer out. */
function customerImage(item: Item): CustomerImage | undefined {
  // One that was taken from its customer is none: what is left of it goes by itself.
  if (item.removedFrom !== undefined) return undefined;
  const read = new Attributes(item);
  const [customerId, address] = [read.optionalText("customerId"), read.optionalText("address")];
  const blockedAt = read.optionalCount("blockedAt");
  return {
    status: read.text("status") === "active" ? "active" : "blocked",
    ...(customerId !== undefined && { customerId }),
    ...(address !== undefined && { address }),
    ...(blockedAt !== undefined && { blockedAt }),
  };
}
