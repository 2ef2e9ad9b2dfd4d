import { describe, expect, it } from "@jest/globals";
import { hasFactor, hasTwoSteps } from "../../functions/domain/factors.ts";
import { isAsked, LAST_SECONDS } from "../../functions/domain/factors-reset.ts";
import type { SubjectKey } from "../../functions/domain/subject.ts";
import type { AskedReset } from "../../functions/storage/port/factors.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aPasskey, aTotp, freshSubject } from "../support/factors.ts";
import { START } from "../support/service.ts";
import type { TableItems } from "../support/table-items.ts";
import { write } from "./writes.ts";

const HOUR = START + 86_400;
const CODES = { "1": { salt: "s1", hash: "h1" } };

/** Resets of a subject's factors: when they count, what cancels them, and that never both of two are right. */
export function resetContract(storage: () => Storage, items: () => TableItems): void {
  describe("a reset of a subject's factors", () => {
    const store = () => storage().factors;
    const read = async (at: SubjectKey, now: number) => (await store().read(at, now))!;

    /** A subject with an authenticator and a backup code. */
    async function enrolled() {
      const at = freshSubject();
      const totp = aTotp();
      const first = { subject: "anna", version: 0, addTotp: totp, codes: CODES, twoSteps: "on" } as const;
      expect(await store().change(at, first, write())).toBe(true);
      return { at, totp };
    }
    const ask = (at: SubjectKey, over: Partial<AskedReset> = {}, by = write()) =>
      store().askReset(
        at,
        { version: 1, id: "r", by: "bo", byOwner: false, evidence: "passport", hours: 24, ...over },
        by,
      );
    /** The same, with a reset whose hour is set. */
    async function asked(over: Partial<AskedReset> = {}) {
      const one = await enrolled();
      expect(await ask(one.at, over)).toBe(true);
      await store().startReset(one.at, "r", HOUR);
      return one;
    }
    const cancel = (at: SubjectKey, now: number, asOwner = false, id = "r", by = write(now)) =>
      store().cancelReset(at, { id, asOwner }, by);
    const useStep = (at: SubjectKey, id: string, step: number, now: number) =>
      store().proveTotp(
        at,
        { guesser: "strangers", ownFailures: 0, lanes: [], id, step, secret: "sealed" },
        write(now),
      );

    it("changes nothing until its hour, which the first contact that is told sets once", async () => {
      const { at } = await enrolled();
      expect(await ask(at, { version: 7 })).toBe(false);
      const by = write();
      expect([await ask(at, {}, by), await ask(at, {}, by)]).toEqual([true, true]);
      expect(hasTwoSteps(await read(at, HOUR * 2))).toBe(true);
      await store().startReset(at, "another", START);
      await store().startReset(at, "r", HOUR);
      await store().startReset(at, "r", HOUR + 9);
      const { reset } = await read(at, HOUR - 1);
      expect(reset).toEqual({
        ...{ id: "r", by: "bo", byOwner: false, askedAt: START, hours: 24, resetAt: HOUR },
      });
      expect(hasTwoSteps(await read(at, HOUR - 1))).toBe(true);
    });

    it("is not asked for anew once its hour is set, nor once it was canceled, but by an owner", async () => {
      const { at } = await asked();
      expect(await ask(at, { version: 2, id: "again" })).toBe(false);
      expect(await cancel(at, START)).toBe(true);
      expect(await ask(at, { version: 2, id: "again" })).toBe(false);
      expect((await read(at, START)).reset).toMatchObject({ id: "r", canceledAt: START });
      expect(await ask(at, { version: 2, id: "owner", byOwner: true })).toBe(true);
    });

    it("leaves nothing from its hour on, though the item holds it still, and what was enrolled proves nothing", async () => {
      const { at, totp } = await asked();
      expect(await useStep(at, totp.id, 1, HOUR - 1)).toBe(true);
      const factors = await read(at, HOUR);
      expect([hasFactor(factors), hasTwoSteps(factors)]).toEqual([false, false]);
      expect(await useStep(at, totp.id, 2, HOUR)).toBe(false);
      const code = { guesser: "strangers", ownFailures: 0, lanes: [], number: "1", hash: "h1" } as const;
      expect(await store().proveBackupCode(at, code, write(HOUR))).toBe(false);
      const passkey = { passkey: aPasskey(), provenAt: HOUR };
      const base = { subject: "anna", version: factors.version };
      expect(await storage().passkeys.add(at, base, passkey, write(HOUR))).toBe(false);
      expect(await store().change(at, { ...base, addTotp: aTotp() }, write(HOUR))).toBe(false);
    });

    it("is ended by one write, after which something new is enrolled", async () => {
      const { at } = await asked();
      const { version } = await read(at, HOUR);
      expect(await store().endReset(at, version, write(HOUR - 1))).toBe(false);
      expect(await store().endReset(at, version - 1, write(HOUR))).toBe(false);
      await store().countWrong(at, "strangers", write(HOUR));
      const both = [write(HOUR), write(HOUR)].map((by) => store().endReset(at, version, by));
      expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1);
      const after = await read(at, HOUR);
      expect(after.reset).toBeUndefined();
      expect(after.counts.strangers.failures).toBe(0);
      const item = await items().get(`subject#${at}`, "factors");
      expect(Object.keys(item).filter((name) => /^(reset|codesSince|twoSteps)/.test(name))).toEqual([]);
      const totp = aTotp();
      const change = { subject: "anna", version: after.version, addTotp: totp, twoSteps: "on" } as const;
      expect(await store().change(at, change, write(HOUR))).toBe(true);
      expect((await read(at, HOUR)).totps).toEqual([totp]);
    });

    it("is canceled until a minute before its hour, and never after it", async () => {
      const [early, late] = [await asked(), await asked()];
      const by = write(HOUR - LAST_SECONDS - 1);
      expect(await cancel(early.at, HOUR - LAST_SECONDS - 1, false, "r", by)).toBe(true);
      // A write that is repeated knows itself.
      expect(await cancel(early.at, HOUR - LAST_SECONDS - 1, false, "r", by)).toBe(true);
      expect(await cancel(early.at, HOUR - LAST_SECONDS - 1)).toBe(false);
      expect(hasTwoSteps(await read(early.at, HOUR * 2))).toBe(true);
      await store().startReset(early.at, "r", HOUR);
      expect((await read(early.at, HOUR * 2)).reset).toMatchObject({ canceledAt: HOUR - LAST_SECONDS - 1 });
      for (const now of [HOUR - LAST_SECONDS, HOUR, HOUR + 1]) expect(await cancel(late.at, now)).toBe(false);
      expect(hasFactor(await read(late.at, HOUR))).toBe(false);
    });

    it("has one winner where a factor is used while it takes effect", async () => {
      for (let times = 0; times < 20; times += 1) {
        const { at } = await asked();
        const { version } = await read(at, HOUR);
        // The one reads the time before the other, and writes when it may.
        const using = () => cancel(at, HOUR - LAST_SECONDS - (times % 2));
        const ending = () => store().endReset(at, version, write(HOUR));
        const [kept, ended] =
          times % 4 < 2
            ? await Promise.all([using(), ending()])
            : (await Promise.all([ending(), using()])).toReversed();
        expect([times, kept !== ended]).toEqual([times, true]);
        expect(hasFactor(await read(at, HOUR * 2))).toBe(kept);
      }
    });

    it("is canceled by an owner alone where an owner asked for it", async () => {
      const { at } = await asked({ byOwner: true });
      expect(await cancel(at, START)).toBe(false);
      expect(await cancel(at, START, true, "another")).toBe(false);
      expect(await cancel(at, START, true)).toBe(true);
      // And is asked for again, with an hour of its own.
      expect(await ask(at, { version: 2, id: "again", byOwner: true, resetAt: HOUR })).toBe(true);
      expect(hasFactor(await read(at, HOUR))).toBe(false);
    });

    it("counts where an admin has written its hour by hand, and is canceled all the same", async () => {
      const { at } = await enrolled();
      await items().change(`subject#${at}`, "factors", { resetAt: HOUR });
      expect([hasFactor(await read(at, HOUR - 1)), hasFactor(await read(at, HOUR))]).toEqual([true, false]);
      expect(await store().cancelReset(at, { id: undefined, asOwner: false }, write(START))).toBe(true);
      expect(hasFactor(await read(at, HOUR))).toBe(true);
    });

    it("can be stopped where an admin has written its hour by hand after a cancel", async () => {
      const byHand = { resetAt: HOUR };
      const { at } = await enrolled();
      await items().change(`subject#${at}`, "factors", byHand);
      const stop = () => store().cancelReset(at, { id: undefined, asOwner: false }, write(START));
      expect(await stop()).toBe(true);
      await items().change(`subject#${at}`, "factors", byHand);
      expect(isAsked((await read(at, START)).reset, START)).toBe(true);
      expect(await stop()).toBe(true);
      const desk = await asked();
      expect(await cancel(desk.at, START)).toBe(true);
      await items().change(`subject#${desk.at}`, "factors", byHand);
      expect(isAsked((await read(desk.at, START)).reset, START)).toBe(true);
      expect(await cancel(desk.at, START)).toBe(true);
      expect(hasFactor(await read(desk.at, HOUR))).toBe(true);
    });

    it.each([
      ["resetAt", "soon"],
      ["resetAt", -1],
      ["resetByOwner", "yes"],
    ])("is a fault where %s is %j, and opens nothing", async (name, value) => {
      const { at } = await asked();
      await items().change(`subject#${at}`, "factors", { [name]: value });
      await expect(read(at, HOUR * 2)).rejects.toMatchObject({ code: "damaged-item" });
    });

    it("goes along to another id, and leaves with what is cleared", async () => {
      const { at } = await asked();
      const next = freshSubject();
      await store().takeOver(next, { subject: "next", version: 0, from: at }, write());
      expect(hasFactor(await read(next, HOUR - 1))).toBe(true);
      expect(await read(next, HOUR)).toMatchObject({ liesAt: at, totps: [] });
      expect(await store().clear(at, 2, write())).toBe(true);
      expect((await read(at, START)).reset).toBeUndefined();
    });
  });
}
