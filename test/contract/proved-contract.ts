import { describe, expect, it } from "@jest/globals";
import { type Challenge, MAX_FACTOR_ATTEMPTS, PROVED_SECONDS } from "../../functions/domain/challenge.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { freshSubject } from "../support/factors.ts";
import { START } from "../support/service.ts";
import { kinds, openedIn, together, write } from "./writes.ts";

const AMR = ["otp", "mfa"];
const SUBJECT = freshSubject();

/** The steps of a sign-in that takes a second factor. */
export function provedContract(storage: () => Storage): void {
  const store = () => storage().challenges;
  const marked = (over: Partial<Challenge> = {}) => openedIn(storage(), { secondFactor: ["totp"], ...over });
  const proved = async () => {
    const challenge = await marked();
    expect(await store().prove(challenge, write())).toMatchObject({ kind: "done" });
    return challenge;
  };
  const wrong = (at: Challenge, now = START, counted = true) =>
    store().countWrongFactor(at, { ...write(now), counted });
  const finish = (at: Challenge, now = START) =>
    store().approveProved(at, { ...write(now), amr: AMR, sessionSeconds: 600 });

  describe("a challenge that takes a second factor", () => {
    it("is not approved by its code alone, and is proved by it once", async () => {
      const challenge = await marked();
      expect(await store().approve(challenge, { ...write(), sessionSeconds: 600 })).toMatchObject({
        kind: "refused",
        challenge: { status: "pending", attempts: 0, secondFactor: ["totp"] },
      });
      const results = await together(20, () => store().prove(challenge, write(START + 7)));
      expect(kinds(results, "done")).toBe(1);
      expect(await store().read(challenge)).toMatchObject({
        status: "proved",
        attempts: 1,
        provedAt: START + 7,
        expiresAt: START + 7 + PROVED_SECONDS,
      });
    });

    it("is proved only where it takes one, and never as a decoy", async () => {
      const plain = await openedIn(storage());
      expect(await store().prove(plain, write())).toMatchObject({ kind: "refused" });
      expect(await store().prove(await marked({ decoy: true }), write())).toMatchObject({ kind: "refused" });
      expect(await store().prove(await marked({ attempts: 5 }), write())).toMatchObject({ kind: "refused" });
      expect(await store().prove(await marked({ expiresAt: START }), write())).toMatchObject({
        kind: "refused",
      });
    });

    it("takes a factor while it is proved, for five minutes, and is a session then", async () => {
      const pending = await marked();
      expect(await finish(pending)).toMatchObject({ kind: "refused", challenge: { status: "pending" } });
      const late = await proved();
      expect(await finish(late, START + PROVED_SECONDS)).toMatchObject({ kind: "refused" });
      const challenge = await proved();
      await wrong(challenge);
      const results = await together(20, () => finish(challenge, START + PROVED_SECONDS - 1));
      expect(kinds(results, "done")).toBe(1);
      expect(await store().read(challenge)).toMatchObject({
        ...{ status: "approved", amr: AMR, factorAttempts: 0, factorFailures: 0 },
        ...{ factorAt: START + 299, approvedAt: START + 299, sessionEndsAt: START + 899 },
      });
    });

    it("takes no more wrong codes for being proved, and a right one as long as it takes them", async () => {
      const plain = await marked();
      expect(await store().proveAgain(plain, write())).toMatchObject({ kind: "refused" });
      await store().countWrong(plain, write());
      await store().prove(plain, write());
      const again = (now = START) => store().proveAgain(plain, write(now));
      expect(await again()).toMatchObject({ kind: "done", challenge: { status: "proved", attempts: 2 } });
      const results = await together(20, () => store().countWrong(plain, write()));
      expect(kinds(results, "done")).toBe(4);
      expect(await again()).toMatchObject({ kind: "refused", challenge: { status: "proved", attempts: 6 } });
      const late = await proved();
      expect(await store().proveAgain(late, write(START + PROVED_SECONDS))).toMatchObject({
        kind: "refused",
      });
      await finish(late);
      expect(await store().proveAgain(late, write())).toMatchObject({ kind: "refused" });
      expect(await store().countWrong(late, write())).toMatchObject({ kind: "refused" });
    });

    it("takes five guesses at a factor of its own, however many come at once", async () => {
      const challenge = await proved();
      const results = await together(30, () => wrong(challenge));
      expect(kinds(results, "done")).toBe(MAX_FACTOR_ATTEMPTS);
      expect(await finish(challenge)).toMatchObject({ kind: "refused", challenge: { factorAttempts: 5 } });
    });

    it("tells the guesses that its subject's count holds from those that it does not", async () => {
      const challenge = await proved();
      await wrong(challenge, START, false);
      expect(await store().read(challenge)).toMatchObject({ factorAttempts: 1 });
      await wrong(challenge);
      expect(await store().read(challenge)).toMatchObject({ factorAttempts: 2, factorFailures: 1 });
    });

    it("recognises each step that is repeated", async () => {
      const challenge = await marked();
      const [first, second, third] = [write(), write(), write()];
      for (let repeat = 0; repeat < 2; repeat++)
        expect(await store().prove(challenge, first)).toMatchObject({ kind: "done" });
      for (let repeat = 0; repeat < 2; repeat++)
        expect(await store().countWrongFactor(challenge, { ...second, counted: true })).toMatchObject({
          ...{ kind: "done", challenge: { factorAttempts: 1 } },
        });
      for (let repeat = 0; repeat < 2; repeat++)
        expect(await store().approveProved(challenge, { ...third, amr: AMR })).toMatchObject({
          kind: "done",
        });
    });

    it("is canceled while it is proved as while it is pending", async () => {
      const challenge = await proved();
      expect(await store().cancel(challenge, START, "not-me")).toMatchObject({
        kind: "done",
        challenge: { status: "canceled" },
      });
      expect(await finish(challenge)).toMatchObject({ kind: "refused" });
      expect(await wrong(challenge)).toMatchObject({ kind: "refused" });
    });
  });

  describe("a session", () => {
    const raise = (challenge: Challenge, generation: number, now = START) =>
      store().raise({ ...challenge, generation }, { ...write(now), amr: AMR, subjectKey: SUBJECT });
    const signedIn = async () => {
      const challenge = await openedIn(storage());
      await store().approve(challenge, { ...write(), sessionSeconds: 600 });
      return challenge;
    };

    it("is raised in place, by a guess in it and as long as it holds", async () => {
      const challenge = await signedIn();
      for (let guess = 0; guess < 7; guess++) expect(await wrong(challenge)).toMatchObject({ kind: "done" });
      expect(await raise(challenge, 0, START + 9)).toMatchObject({
        kind: "done",
        challenge: {
          ...{ status: "approved", amr: AMR, factorAt: START + 9, factorFailures: 0, generation: 1 },
          // Said from then on also by one that was opened before second factors were switched on.
          subjectKey: SUBJECT,
          ...{ approvedAt: START, sessionEndsAt: START + 600 },
        },
      });
      expect(await raise(challenge, 1, START + 600)).toMatchObject({ kind: "refused" });
      expect(await wrong(challenge, START + 600)).toMatchObject({ kind: "refused" });
      await store().end(challenge, START + 10);
      expect(await raise(challenge, 1, START + 11)).toMatchObject({ kind: "refused" });
    });

    it("is followed by another one: its token counts no more, and it is named there", async () => {
      const [before, after] = [await signedIn(), await signedIn()];
      const shown = { ...before, generation: 0 };
      await store().follow(after, shown, START + 5);
      expect(await store().read(before)).toMatchObject({ status: "approved", generation: 1 });
      expect(await store().read(after)).toMatchObject({
        follows: { recipientKey: before.recipientKey, nonce: before.nonce },
      });
      await store().follow(after, shown, START + 6);
      expect(await store().read(before)).toMatchObject({ status: "approved", generation: 1 });
    });

    it("ends where the one that would follow it is over", async () => {
      const [before, after] = [await signedIn(), await signedIn()];
      await store().end(after, START + 1);
      await store().follow(after, { ...before, generation: 0 }, START + 5);
      expect(await store().read(before)).toMatchObject({ status: "ended", endedAt: START + 5 });
    });

    it("keeps none of those who guessed before it was raised, so that it does not grow", async () => {
      const challenge = await signedIn();
      const guess = { ...write(), counted: true };
      await store().countWrongFactor(challenge, guess);
      expect(await raise(challenge, 0)).toMatchObject({ kind: "done", challenge: { factorAttempts: 0 } });
      expect(await store().countWrongFactor(challenge, guess)).toMatchObject({
        ...{ kind: "done", challenge: { factorAttempts: 1 } },
      });
    });

    it("is raised by the token that counts alone, and once by each of several at the same time", async () => {
      const challenge = await signedIn();
      expect(kinds(await together(5, () => raise(challenge, 0)), "done")).toBe(1);
      expect(await raise(challenge, 0)).toMatchObject({ kind: "refused" });
      expect(await raise(challenge, 2)).toMatchObject({ kind: "refused" });
      expect(await raise(challenge, 1)).toMatchObject({ kind: "done", challenge: { generation: 2 } });
    });

    it("is raised once by a write that is repeated, since its answer was lost", async () => {
      const challenge = await signedIn();
      const once = { ...write(START + 1), amr: AMR, subjectKey: SUBJECT };
      const shown = { ...challenge, generation: 0 };
      expect(await store().raise(shown, once)).toMatchObject({ kind: "done" });
      expect(await store().raise(shown, once)).toMatchObject({ kind: "done", challenge: { generation: 1 } });
    });

    it("takes twenty wrong guesses until a right one, and after those none at all", async () => {
      const challenge = await signedIn();
      const guesses = async (count: number) => kinds(await together(count, () => wrong(challenge)), "done");
      expect(await guesses(19)).toBe(19);
      expect(await raise(challenge, 0)).toMatchObject({ kind: "done", challenge: { factorAttempts: 0 } });
      expect(await guesses(23)).toBe(20);
      expect(await raise(challenge, 1)).toMatchObject({ kind: "refused" });
    });

    it("is ended by the token that counts, and for a moment by the one before it", async () => {
      const end = async (raises: number, generation: number, now: number) => {
        const challenge = await signedIn();
        for (let shown = 0; shown < raises; shown++) await raise(challenge, shown, START);
        await store().endShown({ ...challenge, generation }, now);
        return (await store().read(challenge))?.status;
      };
      expect(await end(0, 0, START + 99)).toBe("ended");
      expect(await end(2, 2, START + 99)).toBe("ended");
      expect(await end(1, 0, START + 9)).toBe("ended");
      expect(await end(2, 1, START + 9)).toBe("ended");
      expect(await end(1, 0, START + 10)).toBe("approved");
      expect(await end(2, 0, START + 9)).toBe("approved");
      expect(await end(0, 1, START + 9)).toBe("approved");
    });

    it("ends for want of a factor, and not once it has one", async () => {
      const challenge = await signedIn();
      expect(await store().endUnproved(challenge, START + 3)).toBe(true);
      expect(await store().endUnproved(challenge, START + 4)).toBe(false);
      expect(await store().read(challenge)).toMatchObject({
        ...{ status: "ended", endedAt: START + 3, endedFor: "factors" },
      });
      const raised = await signedIn();
      await raise(raised, 0);
      expect(await store().endUnproved(raised, START + 3)).toBe(false);
    });
  });
}
