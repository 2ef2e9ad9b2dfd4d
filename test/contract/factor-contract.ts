import { describe, expect, it } from "@jest/globals";
import {
  FACTOR_FORGET_SECONDS,
  type Guesser,
  GUESSERS,
  MAX_FACTOR_FAILURES,
} from "../../functions/domain/factors.ts";
import type { SubjectKey } from "../../functions/domain/subject.ts";
import type { FactorChange } from "../../functions/storage/port/factors.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aTotp, freshSubject } from "../support/factors.ts";
import { START } from "../support/service.ts";
import { together, write } from "./writes.ts";

const DAY = 86_400;
const CODES = { "1": { salt: "s1", hash: "h1" }, "2": { salt: "s2", hash: "h2" } };
const EMPTY = { failures: 0, lastFailureAt: 0 };

/** What subjects have enrolled: what each write uses up or counts, and that none of it counts twice. */
export function factorContract(storage: () => Storage): void {
  describe("the factors of a subject", () => {
    const store = () => storage().factors;
    const read = async (at: SubjectKey) => (await store().read(at, START))!;
    const change = (at: SubjectKey, over: Partial<FactorChange>, by = write()) =>
      store().change(at, { subject: "anna", version: 0, ...over }, by);

    /** A subject with one authenticator and two backup codes. */
    async function enrolled() {
      const at = freshSubject();
      const totp = aTotp();
      expect(await change(at, { addTotp: totp, codes: CODES, twoSteps: "on" })).toBe(true);
      return { at, totp };
    }
    const proof = (over: { guesser?: Guesser; ownFailures?: number } = {}) => ({
      guesser: "strangers" as const,
      ownFailures: 0,
      lanes: [],
      ...over,
    });
    const useStep = (at: SubjectKey, id: string, step: number, over = {}, by = write()) =>
      store().proveTotp(at, { ...proof(over), id, step, secret: `sealed-${step}` }, by);
    const useCode = (at: SubjectKey, number: string, hash: string, by = write(), over = {}) =>
      store().proveBackupCode(at, { ...proof(over), number, hash }, by);
    const wrong = (at: SubjectKey, guesser: Guesser = "strangers", now = START) =>
      store().countWrong(at, guesser, write(now));

    it("are none until the first is enrolled, and then as they were enrolled", async () => {
      const at = freshSubject();
      expect(await store().read(at, START)).toBeUndefined();
      const totp = aTotp({ lastStep: 7 });
      await change(at, { addTotp: totp, codes: CODES, twoSteps: "on" });
      expect(await read(at)).toEqual({
        subject: "anna",
        version: 1,
        twoStepsSince: START,
        totps: [totp],
        passkeys: [],
        proofs: {},
        pushes: [],
        codes: CODES,
        codesSince: START,
        lanes: [],
        counts: { known: EMPTY, strangers: EMPTY },
      });
    });

    it("change only from what was read, so that of two changes at once one is refused", async () => {
      const at = freshSubject();
      const first = await together(20, () => change(at, { addTotp: aTotp(), twoSteps: "on" }));
      expect(first.filter(Boolean)).toHaveLength(1);
      const next = await together(20, () => change(at, { version: 1, addTotp: aTotp() }));
      expect(next.filter(Boolean)).toHaveLength(1);
      expect((await read(at)).totps).toHaveLength(2);
      expect(await change(at, { version: 1, codes: CODES })).toBe(false);
    });

    it("are taken over by another subject, once, and are changed where they lie", async () => {
      const { at, totp } = await enrolled();
      const to = freshSubject();
      const take = () => store().takeOver(to, { subject: "berta", version: 0, from: at }, write());
      expect((await together(20, take)).filter(Boolean)).toHaveLength(1);
      expect(await read(to)).toMatchObject({ liesAt: at, subject: "anna", totps: [totp] });
      expect(await change(to, { version: 1, addTotp: aTotp() })).toBe(false);
      expect(await store().rename(at, { subject: "berta", version: 7 }, write())).toBe(false);
      expect(await store().rename(at, { subject: "berta", version: 1 }, write())).toBe(true);
      expect(await read(to)).toMatchObject({ liesAt: at, subject: "berta", version: 2 });
      await store().release(to, freshSubject());
      expect(await read(to)).toMatchObject({ liesAt: at });
      await store().release(to, at);
      expect(await read(to)).toMatchObject({ totps: [], version: 1 });
      const { liesAt } = await read(to);
      expect(liesAt).toBeUndefined();
    });

    it("are forgotten with their subject, wherever they lie, and those of another one are not", async () => {
      const { at } = await enrolled();
      const next = freshSubject();
      const taken = { subject: "next", version: 0, from: at };
      expect(await store().takeOver(next, taken, write())).toBe(true);
      expect(await store().rename(at, { subject: "next", version: 1 }, write())).toBe(true);
      await store().forget(at, "anna");
      expect((await read(next)).totps).toHaveLength(1);
      for (let times = 0; times < 2; times += 1) await store().forget(next, "next");
      expect([await store().read(next, START), await store().read(at, START)]).toEqual([
        undefined,
        undefined,
      ]);
    });

    it("are cleared as they were read, with what was known of devices", async () => {
      const { at } = await enrolled();
      expect(await store().clear(at, 2, write())).toBe(false);
      expect(await store().clear(at, 1, write())).toBe(true);
      const cleared = await read(at);
      expect(cleared).toMatchObject({ totps: [], passkeys: [], codes: {}, lanes: [], version: 2 });
      expect(cleared.twoStepsSince).toBeUndefined();
      expect(await change(at, { version: 2, addTotp: aTotp() })).toBe(true);
    });

    it("are enrolled where there are none yet only once, whoever comes second", async () => {
      const { at, totp } = await enrolled();
      expect(await change(at, { addTotp: aTotp(), codes: {}, twoSteps: "on" })).toBe(false);
      expect(await read(at)).toMatchObject({ totps: [totp], codes: CODES });
    });

    it("recognise a change that is repeated", async () => {
      const at = freshSubject();
      const first = write();
      const totp = aTotp();
      expect(await change(at, { addTotp: totp }, first)).toBe(true);
      expect(await change(at, { addTotp: totp }, first)).toBe(true);
      const second = write();
      expect(await change(at, { version: 1, removeTotp: totp.id }, second)).toBe(true);
      expect(await change(at, { version: 1, removeTotp: totp.id }, second)).toBe(true);
      expect(await read(at)).toMatchObject({ version: 2, totps: [] });
    });

    it("are switched off with the last of them, and are there again when one is enrolled anew", async () => {
      const { at, totp } = await enrolled();
      await useStep(at, totp.id, 9, { lanes: ["network-home"] });
      expect((await read(at)).lanes).toEqual(["network-home"]);
      expect(await change(at, { version: 1, removeTotp: totp.id, codes: {}, twoSteps: "off" })).toBe(true);
      const off = await read(at);
      expect(off).toMatchObject({ version: 2, totps: [], codes: {}, lanes: [] });
      expect(off.twoStepsSince).toBeUndefined();
      expect(await change(at, { version: 2, addTotp: aTotp(), twoSteps: "on" }, write(START + 5))).toBe(true);
      expect(await read(at)).toMatchObject({ twoStepsSince: START + 5 });
    });

    it("use each step of an authenticator once, and none before it, under parallel use", async () => {
      const { at, totp } = await enrolled();
      const uses = await together(50, () => useStep(at, totp.id, 41));
      expect(uses.filter(Boolean)).toHaveLength(1);
      expect(await useStep(at, totp.id, 40)).toBe(false);
      const steps = await Promise.all([44, 42, 45, 43].map((step) => useStep(at, totp.id, step)));
      expect(steps[2]).toBe(true);
      expect((await read(at)).totps).toMatchObject([{ lastStep: 45, secret: "sealed-45" }]);
    });

    it("use a backup code once under parallel use, and none of an earlier set", async () => {
      const { at } = await enrolled();
      const uses = await together(50, () => useCode(at, "1", "h1"));
      expect(uses.filter(Boolean)).toHaveLength(1);
      expect((await read(at)).codes).toEqual({ "2": CODES["2"] });
      await change(at, { version: 1, codes: { "2": { salt: "new", hash: "new" } } });
      expect(await useCode(at, "2", "h2")).toBe(false);
      expect(Object.keys((await read(at)).codes)).toEqual(["2"]);
    });

    it("recognise a right guess that is repeated, also after another one", async () => {
      const { at, totp } = await enrolled();
      const [stepBy, codeBy] = [write(), write()];
      expect(await useStep(at, totp.id, 41, {}, stepBy)).toBe(true);
      expect(await useCode(at, "1", "h1", codeBy)).toBe(true);
      expect(await useStep(at, totp.id, 41, {}, stepBy)).toBe(true);
      expect(await useCode(at, "1", "h1", codeBy)).toBe(true);
    });

    it("evaluate at most twenty of a thousand parallel guesses, for each who guesses", async () => {
      const { at, totp } = await enrolled();
      for (const guesser of GUESSERS) {
        const guesses = await together(500, () => wrong(at, guesser));
        expect(guesses.filter(Boolean)).toHaveLength(MAX_FACTOR_FAILURES);
        expect((await read(at)).counts[guesser]).toEqual({
          failures: MAX_FACTOR_FAILURES,
          lastFailureAt: START,
        });
        expect(await useStep(at, totp.id, 41, { guesser })).toBe(false);
      }
      expect((await read(at)).totps).toEqual([totp]);
    });

    it("count for a known device and for strangers by themselves, and take a backup code all the same", async () => {
      const { at, totp } = await enrolled();
      await together(25, () => wrong(at, "strangers"));
      expect(await useStep(at, totp.id, 41)).toBe(false);
      expect(await useStep(at, totp.id, 41, { guesser: "known" })).toBe(true);
      expect(await useCode(at, "1", "h1")).toBe(true);
      expect((await read(at)).counts.strangers.failures).toBe(MAX_FACTOR_FAILURES);
    });

    it("begin to count anew after 30 days without a wrong guess, and not a second earlier", async () => {
      const { at, totp } = await enrolled();
      await together(20, () => wrong(at));
      const later = START + FACTOR_FORGET_SECONDS;
      expect(await wrong(at, "strangers", later - 1)).toBe(false);
      expect(await useStep(at, totp.id, 41, {}, write(later - 1))).toBe(false);
      expect(await useStep(at, totp.id, 41, {}, write(later))).toBe(true);
      const guesses = await together(30, () => wrong(at, "strangers", later));
      expect(guesses.filter(Boolean)).toHaveLength(MAX_FACTOR_FAILURES);
      expect((await read(at)).counts.strangers.failures).toBe(MAX_FACTOR_FAILURES);
    });

    it("take back the wrong guesses of a right one's own challenge, and never more than there are", async () => {
      const { at, totp } = await enrolled();
      for (let guess = 0; guess < 5; guess++) await wrong(at);
      expect(await useStep(at, totp.id, 41, { ownFailures: 2 })).toBe(true);
      expect((await read(at)).counts.strangers.failures).toBe(3);
      expect(await useStep(at, totp.id, 42, { ownFailures: 4 })).toBe(true);
      expect((await read(at)).counts.strangers.failures).toBe(3);
      expect(await useCode(at, "1", "h1", write(), { ownFailures: 3 })).toBe(true);
      expect((await read(at)).counts.strangers.failures).toBe(0);
    });

    it("count a wrong guess once that is repeated", async () => {
      const { at } = await enrolled();
      const by = write(START + DAY);
      expect(await store().countWrong(at, "known", by)).toBe(true);
      expect(await store().countWrong(at, "known", by)).toBe(true);
      expect((await read(at)).counts.known).toEqual({ failures: 1, lastFailureAt: START + DAY });
    });

    it("come into being by no guess", async () => {
      const at = freshSubject();
      expect(await wrong(at)).toBe(false);
      expect(await useCode(at, "1", "h1")).toBe(false);
      const { at: other } = await enrolled();
      expect(await useStep(other, "gone", 41)).toBe(false);
      expect(await store().read(at, START)).toBeUndefined();
    });
  });
}
