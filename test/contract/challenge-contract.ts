import { describe, expect, it } from "@jest/globals";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { START } from "../support/service.ts";
import { kinds, openedIn, RULES, together, write } from "./writes.ts";

/** The steps of a challenge's life. */
export function challengeContract(storage: () => Storage): void {
  const opened = (over = {}) => openedIn(storage(), over);
  describe("a challenge", () => {
    it("is read as it was put", async () => {
      const challenge = await opened();
      expect(await storage().read(challenge)).toMatchObject({ ...challenge });
      expect(await storage().read(aChallenge())).toBeUndefined();
    });

    it("keeps the country of a number through its life, by which its guesses are counted", async () => {
      const challenge = await opened({ channel: "sms", address: "+14155550123", country: "US" });
      const results = [
        await storage().countWrong(challenge, write()),
        await storage().approve(challenge, write()),
        await storage().countWrong(await opened(), write()),
      ];
      expect(results.map((result) => result.challenge?.country)).toEqual(["US", "US", undefined]);
    });

    it("is not put again over its own life", async () => {
      const challenge = await opened();
      await storage().countWrong(challenge, write());
      await storage().open(challenge);
      expect(await storage().read(challenge)).toMatchObject({ attempts: 1 });
    });

    it("is approved once, with its session, and its item outlives both", async () => {
      const challenge = await opened();
      const result = await storage().approve(challenge, { ...write(START + 9), sessionSeconds: 43_200 });
      expect(result).toMatchObject({
        kind: "done",
        challenge: {
          status: "approved",
          attempts: 1,
          approvedAt: START + 9,
          sessionEndsAt: START + 9 + 43_200,
        },
      });
      expect(await storage().approve(challenge, write())).toMatchObject({
        kind: "refused",
        challenge: { status: "approved" },
      });
    });

    it("opens no session unless it is asked to", async () => {
      const challenge = await opened({ purpose: "confirm", opensSession: false });
      await storage().approve(challenge, write());
      expect(await storage().read(challenge)).not.toHaveProperty("sessionEndsAt");
    });

    it("takes no guess when it has expired, is over, is a decoy or is not there", async () => {
      const expired = await opened();
      expect((await storage().approve(expired, write(START + 300))).kind).toBe("refused");
      expect((await storage().countWrong(expired, write(START + 300))).kind).toBe("refused");
      expect((await storage().approve(expired, write(START + 299))).kind).toBe("done");
      const canceled = await opened();
      await storage().cancel(canceled, START);
      expect(await storage().approve(canceled, write())).toMatchObject({
        kind: "refused",
        challenge: { status: "canceled" },
      });
      const decoy = await opened({ decoy: true });
      expect(await storage().approve(decoy, write())).toMatchObject({
        kind: "refused",
        challenge: { status: "pending", decoy: true },
      });
      expect((await storage().countWrong(decoy, write())).kind).toBe("done");
      expect(await storage().approve(aChallenge(), write())).toEqual({
        kind: "refused",
        challenge: undefined,
      });
    });

    it("evaluates as many parallel guesses as it has attempts", async () => {
      const challenge = await opened();
      expect(kinds(await together(200, () => storage().countWrong(challenge, write())), "done")).toBe(5);
      expect(await storage().approve(challenge, write())).toMatchObject({
        kind: "refused",
        challenge: { attempts: 5 },
      });
    });

    it("is approved by one of many parallel right guesses, on the last attempt too", async () => {
      const challenge = await opened({ attempts: 4 });
      expect(kinds(await together(50, () => storage().approve(challenge, write())), "done")).toBe(1);
    });

    it("recognises a write that is repeated, even when another one came between", async () => {
      const challenge = await opened();
      const first = write();
      await storage().countWrong(challenge, first);
      await storage().countWrong(challenge, write());
      expect(await storage().countWrong(challenge, first)).toMatchObject({
        kind: "done",
        challenge: { attempts: 2 },
      });
      const right = write();
      await storage().approve(challenge, { ...right, sessionSeconds: 60 });
      expect(await storage().approve(challenge, { ...right, sessionSeconds: 60 })).toMatchObject({
        kind: "done",
        challenge: { attempts: 3 },
      });
    });

    it("ends as a session, and is canceled while pending", async () => {
      const session = await opened();
      await storage().approve(session, { ...write(), sessionSeconds: 60 });
      const pending = await opened();
      for (const challenge of [session, pending]) await storage().end(challenge, START);
      expect([await storage().read(session), await storage().read(pending)]).toMatchObject([
        { status: "ended" },
        { status: "pending" },
      ]);
      const raced = await opened();
      await storage().approve(raced, { ...write(), sessionSeconds: 60 });
      const [over, ...changed] = await Promise.all(
        [session, pending, raced].map((challenge) => storage().cancel(challenge, START)),
      );
      expect(over).toMatchObject({ kind: "refused", challenge: { status: "ended" } });
      expect(changed).toMatchObject([
        { kind: "done", challenge: { status: "canceled", origin: pending.origin } },
        { kind: "done", challenge: { status: "ended", origin: raced.origin } },
      ]);
      const statuses = await Promise.all(
        [session, pending, raced].map(async (at) => (await storage().read(at))?.status),
      );
      expect(statuses).toEqual(["ended", "canceled", "ended"]);
      await storage().end(aChallenge(), START);
      expect(await storage().cancel(aChallenge(), START)).toEqual({ kind: "refused", challenge: undefined });
    });

    it("is canceled by one of many, whether it is pending or a session", async () => {
      const session = await opened();
      await storage().approve(session, { ...write(), sessionSeconds: 60 });
      for (const challenge of [session, await opened()])
        expect(kinds(await together(20, () => storage().cancel(challenge, START)), "done")).toBe(1);
    });

    it("is listed with the others of its recipient, and nothing else", async () => {
      const recipientKey = freshKey();
      const mine = [await opened({ recipientKey }), await opened({ recipientKey })];
      await opened();
      await storage().admitSend(recipientKey, RULES, write());
      const listed = await storage().list(recipientKey);
      expect(listed.map(({ nonce }) => nonce).sort()).toEqual(mine.map(({ nonce }) => nonce).sort());
    });
  });
}
