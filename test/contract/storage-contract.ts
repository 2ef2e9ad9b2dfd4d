import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createTable, localClient } from "../../bin/local/database.ts";
import { ledgerRefusal, type LedgerRules } from "../../functions/domain/ledger.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { START } from "../support/service.ts";

const RULES: LedgerRules = {
  sends: [
    { name: "cooldown", sends: 1, seconds: 30 },
    { name: "recipient", sends: 5, seconds: 3600 },
    { name: "recipient", sends: 10, seconds: 86_400 },
  ],
  lock: [{ failures: 20, seconds: 3600 }],
  hardStopFailures: 75,
};

let serial = 0;
const write = (now = START) => ({ by: `writer${++serial}`, now });
const together = <T>(count: number, act: () => Promise<T>) => Promise.all(Array.from({ length: count }, act));
const kinds = (results: readonly { kind: string }[], kind: string) =>
  results.filter((result) => result.kind === kind).length;

/** What every engine under the service has to do alike. */
export function storageContract(
  engine: string,
  start: () => Promise<{ endpoint: string; stop(): Promise<void> }>,
): void {
  describe(`storage on ${engine}`, () => {
    let storage: Storage;
    let stop: () => Promise<void>;
    const opened = async (over = {}) => {
      const challenge = aChallenge(over);
      await storage.open(challenge);
      return challenge;
    };

    beforeAll(async () => {
      const running = await start();
      const client = localClient(running.endpoint);
      await createTable(client, "contract");
      storage = dynamoStorage(client, { tableName: "contract", retentionSeconds: 86_400 });
      stop = async () => {
        client.destroy();
        await running.stop();
      };
    });
    afterAll(() => stop());

    describe("a challenge", () => {
      it("is read as it was put", async () => {
        const challenge = await opened();
        expect(await storage.read(challenge)).toMatchObject({ ...challenge });
        expect(await storage.read(aChallenge())).toBeUndefined();
      });

      it("is not put again over its own life", async () => {
        const challenge = await opened();
        await storage.countWrong(challenge, write());
        await storage.open(challenge);
        expect(await storage.read(challenge)).toMatchObject({ attempts: 1 });
      });

      it("is approved once, with its session, and its item outlives both", async () => {
        const challenge = await opened();
        const result = await storage.approve(challenge, { ...write(START + 9), sessionSeconds: 43_200 });
        expect(result).toMatchObject({
          kind: "done",
          challenge: {
            status: "approved",
            attempts: 1,
            approvedAt: START + 9,
            sessionEndsAt: START + 9 + 43_200,
          },
        });
        expect(await storage.approve(challenge, write())).toMatchObject({
          kind: "refused",
          challenge: { status: "approved" },
        });
      });

      it("opens no session unless it is asked to", async () => {
        const challenge = await opened({ purpose: "confirm", opensSession: false });
        await storage.approve(challenge, write());
        expect(await storage.read(challenge)).not.toHaveProperty("sessionEndsAt");
      });

      it("takes no guess when it has expired, is over, is a decoy or is not there", async () => {
        const expired = await opened();
        expect((await storage.approve(expired, write(START + 300))).kind).toBe("refused");
        expect((await storage.countWrong(expired, write(START + 300))).kind).toBe("refused");
        expect((await storage.approve(expired, write(START + 299))).kind).toBe("done");
        const canceled = await opened();
        await storage.cancel(canceled, START);
        expect(await storage.approve(canceled, write())).toMatchObject({
          kind: "refused",
          challenge: { status: "canceled" },
        });
        const decoy = await opened({ decoy: true });
        expect(await storage.approve(decoy, write())).toMatchObject({
          kind: "refused",
          challenge: { status: "pending", decoy: true },
        });
        expect((await storage.countWrong(decoy, write())).kind).toBe("done");
        expect(await storage.approve(aChallenge(), write())).toEqual({
          kind: "refused",
          challenge: undefined,
        });
      });

      it("evaluates as many parallel guesses as it has attempts", async () => {
        const challenge = await opened();
        expect(kinds(await together(200, () => storage.countWrong(challenge, write())), "done")).toBe(5);
        expect(await storage.approve(challenge, write())).toMatchObject({
          kind: "refused",
          challenge: { attempts: 5 },
        });
      });

      it("is approved by one of many parallel right guesses, on the last attempt too", async () => {
        const challenge = await opened({ attempts: 4 });
        expect(kinds(await together(50, () => storage.approve(challenge, write())), "done")).toBe(1);
      });

      it("recognises a write that is repeated, even when another one came between", async () => {
        const challenge = await opened();
        const first = write();
        await storage.countWrong(challenge, first);
        await storage.countWrong(challenge, write());
        expect(await storage.countWrong(challenge, first)).toMatchObject({
          kind: "done",
          challenge: { attempts: 2 },
        });
        const right = write();
        await storage.approve(challenge, { ...right, sessionSeconds: 60 });
        expect(await storage.approve(challenge, { ...right, sessionSeconds: 60 })).toMatchObject({
          kind: "done",
          challenge: { attempts: 3 },
        });
      });

      it("ends as a session, and is canceled while pending", async () => {
        const session = await opened();
        await storage.approve(session, { ...write(), sessionSeconds: 60 });
        const pending = await opened();
        for (const challenge of [session, pending]) await storage.end(challenge, START);
        expect([await storage.read(session), await storage.read(pending)]).toMatchObject([
          { status: "ended" },
          { status: "pending" },
        ]);
        const raced = await opened();
        await storage.approve(raced, { ...write(), sessionSeconds: 60 });
        for (const challenge of [session, pending, raced]) await storage.cancel(challenge, START);
        const statuses = await Promise.all(
          [session, pending, raced].map(async (at) => (await storage.read(at))?.status),
        );
        expect(statuses).toEqual(["ended", "canceled", "ended"]);
        await storage.end(aChallenge(), START);
      });

      it("is listed with the others of its recipient, and nothing else", async () => {
        const recipientKey = freshKey();
        const mine = [await opened({ recipientKey }), await opened({ recipientKey })];
        await opened();
        await storage.admitSend(recipientKey, RULES, write());
        const listed = await storage.list(recipientKey);
        expect(listed.map(({ nonce }) => nonce).sort()).toEqual(mine.map(({ nonce }) => nonce).sort());
      });
    });

    describe("a send", () => {
      it("is counted in its time and number", async () => {
        const challenge = await opened({ maxSends: 2 });
        const again = (now: number) =>
          storage.countSend(challenge, { ...write(now), resendAfterSeconds: 30 });
        expect((await again(START + 29)).kind).toBe("refused");
        expect(kinds(await together(30, () => again(START + 30)), "done")).toBe(1);
        expect(await storage.read(challenge)).toMatchObject({
          sends: 2,
          nextSendAt: START + 60,
          expiresAt: START + 300,
        });
        expect((await again(START + 60)).kind).toBe("refused");
      });

      it("is claimed by one of many, until its lease is over or given back", async () => {
        const challenge = await opened();
        const claim = (now: number) => storage.claimSend(challenge, 1, write(now));
        expect(kinds(await together(30, () => claim(START)), "done")).toBe(1);
        expect((await claim(START + 29)).kind).toBe("refused");
        expect((await claim(START + 30)).kind).toBe("done");
        await storage.releaseSend(challenge, 1, { state: "delayed", reason: "busy" }, START + 31);
        const mine = write(START + 31);
        expect((await storage.claimSend(challenge, 1, mine)).kind).toBe("done");
        expect((await storage.claimSend(challenge, 1, mine)).kind).toBe("done");
        await storage.settleSend(
          challenge,
          1,
          { state: "sent", provider: "inbox", messageId: "m1" },
          START + 32,
        );
        expect((await claim(START + 90)).kind).toBe("refused");
        expect(await storage.read(challenge)).toMatchObject({
          doneSend: 1,
          delivery: { state: "sent", messageId: "m1" },
        });
        await storage.settleSend(challenge, 1, { state: "failed" }, START + 33);
        expect(await storage.read(challenge)).toMatchObject({ delivery: { state: "sent" } });
      });

      it("is not claimed when little of the code's life is left, for a decoy, or when nobody waits", async () => {
        expect((await storage.claimSend(await opened(), 1, write(START + 270))).kind).toBe("refused");
        expect((await storage.claimSend(await opened(), 1, write(START + 269))).kind).toBe("done");
        expect((await storage.claimSend(await opened({ decoy: true }), 1, write())).kind).toBe("refused");
        expect((await storage.claimSend(aChallenge(), 1, write())).kind).toBe("refused");
      });

      it("leaves nothing behind for a challenge that is gone", async () => {
        const gone = aChallenge();
        await storage.settleSend(gone, 1, { state: "sent" }, START);
        await storage.releaseSend(gone, 1, { state: "delayed" }, START);
        expect(await storage.read(gone)).toBeUndefined();
      });
    });

    describe("a ledger", () => {
      it("admits one of many parallel sends", async () => {
        const ledger = freshKey();
        expect(kinds(await together(50, () => storage.admitSend(ledger, RULES, write())), "admitted")).toBe(
          1,
        );
      });

      it("agrees with an exact model of the sliding windows", async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(fc.nat({ max: 4000 }), { minLength: 1, maxLength: 25 }), async (gaps) => {
            const ledger = freshKey();
            const sendTimes: number[] = [];
            let now = START;
            for (const gap of gaps) {
              now += gap;
              const expected = ledgerRefusal(
                { sendTimes: sendTimes.slice(0, 10), failures: 0, lastFailureAt: 0 },
                RULES,
                now,
              );
              const result = await storage.admitSend(ledger, RULES, write(now));
              expect(result).toEqual(
                expected ? { kind: "refused", refusal: expected } : { kind: "admitted" },
              );
              if (!expected) sendTimes.unshift(now);
            }
          }),
          { numRuns: 20, seed: 7 },
        );
      });

      it("locks after failures, tells how long, and forgets them after a success, once", async () => {
        const ledger = freshKey();
        for (let i = 0; i < 20; i++) await storage.recordFailure(ledger, write(START + i));
        const admit = (now: number) => storage.admitSend(ledger, RULES, write(now));
        expect(await admit(START + 100)).toEqual({
          kind: "refused",
          refusal: { limit: "locked", retryAfterSeconds: 3519 },
        });
        await storage.clearFailures(ledger, START + 50, START + 60);
        expect((await admit(START + 100)).kind).toBe("admitted");
        for (let i = 0; i < 20; i++) await storage.recordFailure(ledger, write(START + 200));
        await storage.clearFailures(ledger, START + 50, START + 300);
        expect(await admit(START + 300)).toMatchObject({ refusal: { limit: "locked" } });
      });

      it("counts a repeated write once", async () => {
        const ledger = freshKey();
        const send = write();
        expect((await storage.admitSend(ledger, RULES, send)).kind).toBe("admitted");
        expect((await storage.admitSend(ledger, RULES, send)).kind).toBe("admitted");
        const failure = write();
        for (let i = 0; i < 30; i++) await storage.recordFailure(ledger, failure);
        expect((await storage.admitSend(ledger, RULES, write(START + 31))).kind).toBe("admitted");
      });
    });

    describe("an origin", () => {
      it("counts exactly, in all and for one recipient, by the hour", async () => {
        const origin = freshKey() as string as OriginKey;
        const [one, other] = [freshKey(), freshKey()];
        const limits = { perHour: 10, perRecipientPerHour: 3 };
        expect(
          kinds(await together(20, () => storage.countOrigin(origin, one, limits, write())), "counted"),
        ).toBe(3);
        expect(
          kinds(
            await together(20, () =>
              storage.countOrigin(origin, other, { ...limits, perRecipientPerHour: 20 }, write()),
            ),
            "counted",
          ),
        ).toBe(7);
        const hourEnd = (Math.floor(START / 3600) + 1) * 3600;
        expect(await storage.countOrigin(origin, one, limits, write())).toEqual({
          kind: "refused",
          retryAfterSeconds: hourEnd - START,
        });
        expect((await storage.countOrigin(origin, one, limits, write(hourEnd))).kind).toBe("counted");
      });
    });

    describe("an idempotency key", () => {
      it("is held by one of many, until its record expires", async () => {
        const record = (nonce: string) => ({
          bodyHash: "hash",
          nonce,
          kid: 1,
          issuedAt: START,
          expiresAt: START + 300,
        });
        const held = await Promise.all(
          Array.from({ length: 20 }, (_, i) => storage.reserve("key", record(`n${i}`), START)),
        );
        expect(new Set(held.map(({ nonce }) => nonce)).size).toBe(1);
        expect((await storage.reserve("key", record("late"), START + 299)).nonce).toBe(held[0]?.nonce);
        expect((await storage.reserve("key", record("later"), START + 300)).nonce).toBe("later");
      });
    });

    describe("a customer", () => {
      it("is known after being put", async () => {
        const key = freshKey();
        expect(await storage.readCustomer(key)).toBeUndefined();
        await storage.putCustomer(key, { customerId: "c-1", status: "active" });
        expect(await storage.readCustomer(key)).toMatchObject({ customerId: "c-1", status: "active" });
      });
    });
  });
}
