import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { latencyBucket, percentile } from "../../functions/domain/statistics/latency.ts";
import { recentRequest } from "../../functions/domain/statistics/recent-request.ts";
import { eventsOf } from "../../functions/domain/statistics/security-event.ts";
import { readSequence } from "../../functions/domain/statistics/sequence.ts";
import { tallyOf } from "../../functions/domain/statistics/tally.ts";
import { aChallenge } from "../support/challenge.ts";
import { START } from "../support/service.ts";

const asked = aChallenge();
const sent: Challenge = { ...asked, doneSend: 1, delivery: { state: "sent", provider: "ses" } };
const after = (before: Challenge, over: Partial<Challenge>) => ({ before, after: { ...before, ...over } });
const countsOf = (change: Parameters<typeof tallyOf>[0], at = START + 4) => tallyOf(change, at)?.counts;

describe("a change of a challenge counts", () => {
  it.each<[string, Parameters<typeof tallyOf>[0], object | undefined]>([
    ["a request", { before: undefined, after: asked }, { requested: 1 }],
    [
      "a request whose code cannot be guessed",
      { before: undefined, after: aChallenge({ format: "base32", length: 13 }) },
      { requested: 1, strong: 1 },
    ],
    ["a stranger's request apart", { before: undefined, after: aChallenge({ decoy: true }) }, { decoys: 1 }],
    ["no wrong code of a stranger", after(aChallenge({ decoy: true }), { attempts: 1 }), undefined],
    ["nothing of a test recipient", { before: undefined, after: aChallenge({ test: true }) }, undefined],
    ["a message, and how long it took", { before: asked, after: sent }, { sent: 1, "within#5": 1 }],
    [
      "a report that comes before its deliverer has said so",
      after(asked, { doneSend: 1, delivery: { state: "delivered", provider: "ses" } }),
      { sent: 1, "within#5": 1, delivered: 1 },
    ],
    ["a delivery", after(sent, { delivery: { state: "delivered", provider: "ses" } }), { delivered: 1 }],
    ["a delay not at all", after(sent, { delivery: { state: "delayed", provider: "ses" } }), undefined],
    [
      "a bounce, by its reason",
      after(sent, { delivery: { state: "bounced", provider: "ses", reason: "no-such-user" } }),
      { failed: 1, "failed#no-such-user": 1 },
    ],
    [
      "a failure whose reason is no code",
      after(asked, { doneSend: 1, delivery: { state: "failed", reason: "anna@example.com is unknown" } }),
      { failed: 1, "failed#other": 1 },
    ],
    ["a resend", after(sent, { sends: 2, delivery: { state: "queued" } }), { resent: 1 }],
    ["no duration of a resend", after({ ...sent, sends: 2 }, { doneSend: 2 }), { sent: 1 }],
    ["a wrong code", after(sent, { attempts: 1 }), { wrong: 1 }],
    ["the last wrong code", after({ ...sent, attempts: 4 }, { attempts: 5 }), { wrong: 1, locked: 1 }],
    [
      "a right code, which is no wrong one",
      after({ ...sent, attempts: 1 }, { attempts: 2, status: "approved", approvedAt: START + 9 }),
      { approved: 1 },
    ],
    [
      "a right code before a second factor",
      after(sent, { attempts: 1, status: "proved", provedAt: START + 9 }),
      { proved: 1 },
    ],
    [
      "a wrong second factor",
      after({ ...sent, attempts: 1, status: "proved", provedAt: START + 9 }, { factorAttempts: 1 }),
      { wrongFactor: 1 },
    ],
    [
      "the approval after both",
      after(
        { ...sent, attempts: 1, status: "proved", provedAt: START + 9, factorAttempts: 1 },
        { status: "approved", approvedAt: START + 12, factorAttempts: 0 },
      ),
      { approved: 1 },
    ],
    ["a code that was called off", after(sent, { status: "canceled" }), { canceled: 1 }],
    [
      "no sign-out",
      after({ ...sent, status: "approved", approvedAt: START }, { status: "ended" }),
      undefined,
    ],
    ["no expired item", { before: sent, after: undefined }, undefined],
  ])("%s", (_, change, expected) => {
    expect(countsOf(change)).toEqual(expected);
  });

  it("what a message costs, in the hour of its request and by who took it", () => {
    const phone = aChallenge({ channel: "sms", country: "DE", address: "+4915123456789" });
    const change = after(phone, { doneSend: 1, delivery: { state: "sent", provider: "sns" } });
    expect(tallyOf(change, START + 7200, 94_000)).toEqual({
      group: { hour: "2026-11-23T09", channel: "sms", country: "DE", provider: "sns" },
      counts: { sent: 1, "within#Infinity": 1, spend: 94_000 },
    });
  });
});

describe("a sequence number", () => {
  it("compares as text as it does as a number", () => {
    const numbers = fc.bigInt({ min: 0n, max: 10n ** 40n - 1n });
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const [a = "", b = ""] = [readSequence(String(one)), readSequence(String(other))];
        expect(a < b).toBe(one < other);
      }),
    );
  });

  it.each([undefined, "", "12x", "-1", "1".repeat(41)])("is not %s", (text) => {
    expect(readSequence(text)).toBeUndefined();
  });
});

describe("a percentile", () => {
  it("is the end of the bucket in which the share is reached", () => {
    const histogram = new Map([
      [Infinity, 1],
      [1, 50],
      [5, 49],
    ]);
    expect([0.5, 0.51, 0.99, 1].map((share) => percentile(histogram, share))).toEqual([1, 5, 5, Infinity]);
    expect(percentile(new Map(), 0.5)).toBeUndefined();
  });

  it("never says less than the truth", () => {
    const durations = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1 });
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (seconds, share) => {
        const buckets = Map.groupBy(seconds, latencyBucket);
        const histogram = new Map([...buckets].map(([end, all]) => [end, all.length]));
        const sorted = seconds.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        expect(percentile(histogram, share)).toBe(latencyBucket(exact));
      }),
    );
  });
});

describe("what the desk lists of a request", () => {
  it("names neither the address nor the way to it", () => {
    const request = recentRequest({ ...sent, attempts: 2 });
    expect(request).toMatchObject({ to: "a***@example.com", wrong: 2, status: "pending", delivery: "sent" });
    const text = JSON.stringify(request);
    for (const secret of [asked.address, asked.recipientKey, asked.ledgerKey, asked.nonce, asked.subject])
      expect(text).not.toContain(secret);
  });

  it("does not count the right code among the wrong ones", () => {
    expect(recentRequest({ ...sent, attempts: 3, status: "approved", approvedAt: START })?.wrong).toBe(2);
  });
});

describe("a security event", () => {
  it.each<[string, Parameters<typeof eventsOf>[0], readonly string[]]>([
    ["the last wrong code", after({ ...sent, attempts: 4 }, { attempts: 5 }), ["locked"]],
    ["a wrong code before it", after({ ...sent, attempts: 3 }, { attempts: 4 }), []],
    ["this was not me", after(sent, { status: "canceled", canceledFor: "not-me" }), ["not-me"]],
    [
      "this was not me, of a session that was signed out everywhere",
      after(
        { ...sent, status: "ended", endedFor: "everywhere" },
        { canceledFor: "not-me", status: "canceled" },
      ),
      ["not-me"],
    ],
    ["a complaint", after(sent, { delivery: { state: "complained" } }), ["complained"]],
    ["nothing of a decoy", after(aChallenge({ decoy: true, attempts: 4 }), { attempts: 5 }), []],
  ])("is %s", (_, change, kinds) => {
    const events = eventsOf(change);
    expect(events.map(({ kind }) => kind)).toEqual(kinds);
    expect(JSON.stringify(events)).not.toContain(change.after?.recipientKey);
  });
});
