import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  type Bucket,
  BUCKET_SECONDS,
  bucketStart,
  stopGroups,
  sentEntry,
  stoppedUntil,
} from "../../functions/domain/breaker.ts";

const RULES = { leastConversion: 0.2, ceiling: 1000 };
const [COUNTRY, BLOCK] = [{ isCountry: true }, { isCountry: false }];
const START = 1_795_425_000;

/** So many SMS of one price, of which so many were approved, so many buckets before the newest one. */
function bucket(ago: number, sent: number, approved = 0, price = 10): Bucket {
  const nonces = Array.from({ length: sent }, (_, index) => `n${ago}-${index}`);
  return {
    startsAt: START - ago * BUCKET_SECONDS,
    sent: new Set(nonces.map((nonce) => sentEntry(nonce, 1, price))),
    approved: new Set(nonces.slice(0, approved)),
  };
}
const newest = bucket(0, 1);

describe("what a number is counted with", () => {
  it("is its country, and its block of ten thousand numbers", () => {
    expect(stopGroups("DE", "+4915123456789")).toEqual([
      { name: "DE", isCountry: true },
      { name: "+491512345", isCountry: false },
    ]);
    expect(stopGroups(undefined, "+8821012345")).toEqual([{ name: "+882101", isCountry: false }]);
  });
});

describe("a block of numbers", () => {
  it("is stopped for an hour from twenty SMS on of which fewer than a fifth led to a right code", () => {
    const until = START + BUCKET_SECONDS + 3600;
    expect(stoppedUntil(BLOCK, [newest, bucket(2, 20, 3)], RULES)).toBe(until);
    expect(stoppedUntil(BLOCK, [newest, bucket(2, 20, 4)], RULES)).toBeUndefined();
    expect(stoppedUntil(BLOCK, [newest, bucket(2, 19, 0)], RULES)).toBeUndefined();
    expect(stoppedUntil(BLOCK, [newest, bucket(2, 10), bucket(7, 10)], RULES)).toBe(until);
  });

  it("is not judged by what is younger than ten minutes, or older than the window", () => {
    for (const ago of [0, 1, 8])
      expect(stoppedUntil(BLOCK, [newest, bucket(ago, 50)], RULES)).toBeUndefined();
  });

  it("is never stopped where the owner asks for no conversion", () => {
    expect(stoppedUntil(BLOCK, [newest, bucket(2, 100)], { ...RULES, leastConversion: 0 })).toBeUndefined();
  });
});

describe("a country", () => {
  it("is stopped only when its unused SMS have cost a tenth of the day's ceiling", () => {
    expect(stoppedUntil(COUNTRY, [newest, bucket(2, 100, 0, 0.99)], RULES)).toBeUndefined();
    expect(stoppedUntil(COUNTRY, [newest, bucket(2, 100, 0, 1)], RULES)).toBeDefined();
    expect(stoppedUntil(COUNTRY, [newest, bucket(2, 100, 1, 1)], RULES)).toBeUndefined();
  });

  it("is not stopped for its size: what leads to right codes may leave unused what it wants", () => {
    expect(stoppedUntil(COUNTRY, [newest, bucket(2, 1000, 200)], RULES)).toBeUndefined();
    expect(stoppedUntil(COUNTRY, [newest, bucket(2, 1000, 199)], RULES)).toBeDefined();
  });
});

describe("records that come twice, late and in another order", () => {
  interface Sms {
    readonly at: number;
    readonly sends: number;
    readonly used: boolean;
  }
  const sms = fc.record({
    at: fc.integer({ min: 0, max: 6000 }),
    sends: fc.integer({ min: 1, max: 3 }),
    used: fc.boolean(),
  });

  /** Written apart from the domain: by minutes rather than buckets, over a list rather than sets. */
  function model(all: readonly Sms[]): boolean {
    const bucketOf = ({ at }: Sms) => Math.floor((START + at) / 600);
    const last = all.map(bucketOf).reduce((a, b) => (a > b ? a : b));
    let [sent, used] = [0, 0];
    for (const one of all) {
      if (last - bucketOf(one) < 2 || last - bucketOf(one) > 7) continue;
      sent += one.sends;
      if (one.used) used += one.sends;
    }
    return sent >= 20 && used * 5 < sent;
  }

  it("lead to the judgement that the messages themselves lead to", () => {
    fc.assert(
      fc.property(
        fc.array(sms, { minLength: 1, maxLength: 40 }),
        fc.infiniteStream(fc.nat()),
        (all, order) => {
          const records = all.flatMap(({ at, sends, used }, index) => [
            ...Array.from({ length: sends }, (_, send) => ({ at, index, entry: `n${index}.${send}.1` })),
            ...(used ? [{ at, index, entry: undefined }] : []),
          ]);
          const shuffled = [...records, ...records]
            .map((record) => ({ record, by: Number(order.next().value) }))
            .sort((a, b) => a.by - b.by);
          const buckets = new Map<number, { sent: Set<string>; approved: Set<string> }>();
          for (const { record } of shuffled) {
            const startsAt = bucketStart(START + record.at);
            const one = buckets.get(startsAt) ?? { sent: new Set(), approved: new Set() };
            if (record.entry === undefined) one.approved.add(`n${record.index}`);
            else one.sent.add(record.entry);
            buckets.set(startsAt, one);
          }
          const read = [...buckets].map(([startsAt, sets]) => ({ startsAt, ...sets }));
          expect(stoppedUntil(BLOCK, read, RULES) !== undefined).toBe(model(all));
        },
      ),
    );
  });
});
