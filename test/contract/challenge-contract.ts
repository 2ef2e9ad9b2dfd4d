import { describe, expect, it } from "@jest/globals";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { START } from "../support/service.ts";
import { kinds, openedIn, RULES, strangers, together, write } from "./writes.ts";

/** The steps of a challenge's life. */
export function challengeContract(storage: () => Storage): void {
  const opened = (over = {}) => openedIn(storage(), over);
  describe("a challenge", () => {
    it("is read as it was put", async () => {
      const challenge = await opened();
      expect(await storage().challenges.read(challenge)).toMatchObject({ ...challenge });
      expect(await storage().challenges.read(aChallenge())).toBeUndefined();
    });

    it("keeps the country of a number through its life, by which its guesses are counted", async () => {
      const challenge = await opened({ channel: "sms", address: "+14155550123", country: "US" });
      const results = [
        await storage().challenges.countWrong(challenge, write()),
        await storage().challenges.approve(challenge, write()),
        await storage().challenges.countWrong(await opened(), write()),
      ];
      expect(results.map((result) => result.challenge?.country)).toEqual(["US", "US", undefined]);
    });

    it("is not put again over its own life", async () => {
      const challenge = await opened();
      await storage().challenges.countWrong(challenge, write());
      await storage().challenges.open(challenge);
      expect(await storage().challenges.read(challenge)).toMatchObject({ attempts: 1 });
    });

    it("is approved once, with its session, and its item outlives both", async () => {
      const challenge = await opened();
      const result = await storage().challenges.approve(challenge, {
        ...write(START + 9),
        sessionSeconds: 43_200,
      });
      expect(result).toMatchObject({
        kind: "done",
        challenge: {
          status: "approved",
          attempts: 1,
          approvedAt: START + 9,
          sessionEndsAt: START + 9 + 43_200,
        },
      });
      expect(await storage().challenges.approve(challenge, write())).toMatchObject({
        kind: "refused",
        challenge: { status: "approved" },
      });
    });

    it("opens no session unless it is asked to", async () => {
      const challenge = await opened({ purpose: "confirm", opensSession: false });
      await storage().challenges.approve(challenge, write());
      expect(await storage().challenges.read(challenge)).not.toHaveProperty("sessionEndsAt");
    });

    it("takes no guess when it has expired, is over, is a decoy or is not there", async () => {
      const expired = await opened();
      expect((await storage().challenges.approve(expired, write(START + 300))).kind).toBe("refused");
      expect((await storage().challenges.countWrong(expired, write(START + 300))).kind).toBe("refused");
      expect((await storage().challenges.approve(expired, write(START + 299))).kind).toBe("done");
      const canceled = await opened();
      await storage().challenges.cancel(canceled, START, "not-me");
      expect(await storage().challenges.approve(canceled, write())).toMatchObject({
        kind: "refused",
        challenge: { status: "canceled" },
      });
      const decoy = await opened({ decoy: true });
      expect(await storage().challenges.approve(decoy, write())).toMatchObject({
        kind: "refused",
        challenge: { status: "pending", decoy: true },
      });
      expect((await storage().challenges.countWrong(decoy, write())).kind).toBe("done");
      expect(await storage().challenges.approve(aChallenge(), write())).toEqual({
        kind: "refused",
        challenge: undefined,
      });
    });

    it("evaluates as many parallel guesses as it has attempts", async () => {
      const challenge = await opened();
      expect(
        kinds(await together(200, () => storage().challenges.countWrong(challenge, write())), "done"),
      ).toBe(5);
      expect(await storage().challenges.approve(challenge, write())).toMatchObject({
        kind: "refused",
        challenge: { attempts: 5 },
      });
    });

    it("is approved by one of many parallel right guesses, on the last attempt too", async () => {
      const challenge = await opened({ attempts: 4 });
      expect(kinds(await together(50, () => storage().challenges.approve(challenge, write())), "done")).toBe(
        1,
      );
    });

    it("recognises a write that is repeated, even when another one came between", async () => {
      const challenge = await opened();
      const first = write();
      await storage().challenges.countWrong(challenge, first);
      await storage().challenges.countWrong(challenge, write());
      expect(await storage().challenges.countWrong(challenge, first)).toMatchObject({
        kind: "done",
        challenge: { attempts: 2 },
      });
      const right = write();
      await storage().challenges.approve(challenge, { ...right, sessionSeconds: 60 });
      expect(await storage().challenges.approve(challenge, { ...right, sessionSeconds: 60 })).toMatchObject({
        kind: "done",
        challenge: { attempts: 3 },
      });
    });

    it("ends as a session, and is canceled while pending", async () => {
      const session = await opened();
      await storage().challenges.approve(session, { ...write(), sessionSeconds: 60 });
      const pending = await opened();
      for (const challenge of [session, pending]) await storage().challenges.end(challenge, START);
      expect([
        await storage().challenges.read(session),
        await storage().challenges.read(pending),
      ]).toMatchObject([{ status: "ended" }, { status: "pending" }]);
      const raced = await opened();
      await storage().challenges.approve(raced, { ...write(), sessionSeconds: 60 });
      const cancelAll = () =>
        Promise.all(
          [session, pending, raced].map((challenge) =>
            storage().challenges.cancel(challenge, START, "not-me"),
          ),
        );
      // What had ended plainly may have left grants behind: it ends once more, for this.
      expect(await cancelAll()).toMatchObject([
        { kind: "done", challenge: { status: "ended", endedFor: "not-me" } },
        { kind: "done", challenge: { status: "canceled", origin: pending.origin } },
        { kind: "done", challenge: { status: "ended", origin: raced.origin } },
      ]);
      expect(kinds(await cancelAll(), "refused")).toBe(3);
      const statuses = await Promise.all(
        [session, pending, raced].map(async (at) => (await storage().challenges.read(at))?.status),
      );
      expect(statuses).toEqual(["ended", "canceled", "ended"]);
      await storage().challenges.end(aChallenge(), START);
      expect(await storage().challenges.cancel(aChallenge(), START, "not-me")).toEqual({
        kind: "refused",
        challenge: undefined,
      });
    });

    it("is canceled by one of many, whether it is pending, a session or signed out", async () => {
      const session = await opened();
      await storage().challenges.approve(session, { ...write(), sessionSeconds: 60 });
      const signedOut = await opened();
      await storage().challenges.approve(signedOut, { ...write(), sessionSeconds: 60 });
      await storage().challenges.end(signedOut, START);
      for (const challenge of [session, signedOut, await opened()])
        expect(
          kinds(await together(20, () => storage().challenges.cancel(challenge, START, "not-me")), "done"),
        ).toBe(1);
    });

    it("is listed with the others of its recipient, and nothing else", async () => {
      const recipientKey = freshKey();
      const mine = [await opened({ recipientKey }), await opened({ recipientKey })];
      await opened();
      await storage().ledgers.admit(strangers(recipientKey), RULES, write());
      const { challenges: listed, damaged } = await storage().challenges.list(recipientKey);
      expect(damaged).toEqual([]);
      expect(listed.map(({ nonce }) => nonce).sort()).toEqual(mine.map(({ nonce }) => nonce).sort());
    });

    it("is listed as approved once it was, ended or not, and not while it waits or once it is canceled", async () => {
      const recipientKey = freshKey();
      const [open, ended, canceled] = [
        await opened({ recipientKey }),
        await opened({ recipientKey }),
        await opened({ recipientKey }),
      ];
      await opened({ recipientKey });
      for (const one of [open, ended])
        await storage().challenges.approve(one, { ...write(), sessionSeconds: 60 });
      await storage().challenges.end(ended, START);
      await storage().challenges.cancel(canceled, START, "factors");
      const listed = [];
      for await (const page of storage().challenges.listApproved(recipientKey)) {
        expect(page.damaged).toEqual([]);
        listed.push(...page.challenges.map(({ nonce, status }) => [nonce, status]));
      }
      const expected = [
        [open.nonce, "approved"],
        [ended.nonce, "ended"],
      ];
      expect(listed.sort()).toEqual(expected.sort());
    });

    it("is listed as open until it is ended or canceled, also when it has expired", async () => {
      const recipientKey = freshKey();
      const [pending, expired, approved, ended, canceled] = [
        await opened({ recipientKey }),
        await opened({ recipientKey, expiresAt: START - 1 }),
        await opened({ recipientKey }),
        await opened({ recipientKey }),
        await opened({ recipientKey }),
      ];
      const proved = await opened({ recipientKey, status: "proved", secondFactor: ["totp"] });
      for (const one of [approved, ended])
        await storage().challenges.approve(one, { ...write(), sessionSeconds: 60 });
      await storage().challenges.end(ended, START);
      await storage().challenges.cancel(canceled, START, "factors");
      const listed = [];
      for await (const page of storage().challenges.listOpen(recipientKey)) {
        expect(page.damaged).toEqual([]);
        listed.push(...page.challenges.map(({ nonce }) => nonce));
      }
      expect(listed.sort()).toEqual([pending, expired, approved, proved].map(({ nonce }) => nonce).sort());
    });
  });
}
