import { describe, expect, it } from "@jest/globals";
import type { ItemChange } from "../../bin/local/database.ts";
import { streamRecord } from "../../bin/local/pump.ts";

const NOW = 1_795_425_000;

function itemWith(sk: string, attributes: object = {}): NonNullable<ItemChange["after"]> {
  return { pk: { S: "recipient#r" }, sk: { S: sk }, ...attributes };
}

describe("a record of the stream", () => {
  const [before, after] = [itemWith("a", { n: { N: "1" } }), itemWith("a", { n: { N: "2" } })];

  it.each([
    ["INSERT", undefined, after],
    ["MODIFY", before, after],
    ["REMOVE", before, undefined],
  ])("is %s with the images that there are", (eventName, old, fresh) => {
    const record = streamRecord({ before: old, after: fresh }, 7, NOW);
    expect(record).toMatchObject({ eventName, eventSource: "aws:dynamodb" });
    expect(record.dynamodb).toMatchObject({
      Keys: { pk: { S: "recipient#r" }, sk: { S: "a" } },
      ApproximateCreationDateTime: NOW,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    });
    expect(record.dynamodb?.OldImage).toEqual(old);
    expect(record.dynamodb?.NewImage).toEqual(fresh);
    expect(record).not.toHaveProperty("userIdentity");
  });

  it("has a sequence number that sorts as it counts", () => {
    const numbers = [9, 10, 11, 100].map(
      (n) => streamRecord({ before, after }, n, NOW).dynamodb?.SequenceNumber,
    );
    expect([...numbers].sort()).toEqual(numbers);
  });

  it.each([
    ["whose time had come", NOW, { type: "Service", principalId: "dynamodb.amazonaws.com" }],
    ["whose time had not come", NOW + 1, undefined],
  ])("says who removed an item %s", (_, ttl, userIdentity) => {
    const removed = { before: itemWith("a", { ttl: { N: String(ttl) } }), after: undefined };
    expect(streamRecord(removed, 1, NOW).userIdentity).toEqual(userIdentity);
  });

  it("names no recipient where an item past its time was only changed", () => {
    const past = itemWith("a", { ttl: { N: "1" } });
    expect(streamRecord({ before: past, after: past }, 1, NOW).userIdentity).toBeUndefined();
  });
});
