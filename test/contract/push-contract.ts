import { describe, expect, it } from "@jest/globals";
import type { SubjectKey } from "../../functions/domain/subject.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aPasskey, aPush, aTotp, freshSubject } from "../support/factors.ts";
import { START } from "../support/service.ts";
import { together, write } from "./writes.ts";

/** The browsers that show a subject's codes. */
export function pushContract(storage: () => Storage): void {
  describe("the browsers of a subject", () => {
    const store = () => storage().pushes;
    const read = async (at: SubjectKey) => (await storage().factors.read(at, START))!;
    const base = (version: number, pushes: readonly unknown[] = []) => ({ subject: "anna", version, pushes });
    const add = (at: SubjectKey, of: ReturnType<typeof base>, subscription = aPush(), by = write()) =>
      store().add(at, of, { subscription, provenAt: START }, by);

    it("are as they were added, the oldest first, beside factors of whichever age", async () => {
      const at = freshSubject();
      const [totp, passkey] = [aTotp(), aPasskey()];
      await storage().factors.change(at, { subject: "anna", version: 0, addTotp: totp }, write());
      const [older, newer] = [aPush({ enrolledAt: START }), aPush({ enrolledAt: START + 5 })];
      expect(await add(at, base(1), newer)).toBe(true);
      expect(await add(at, base(2, [newer]), older)).toBe(true);
      const more = { passkey, provenAt: START };
      expect(await storage().passkeys.add(at, { subject: "anna", version: 3 }, more, write())).toBe(true);
      expect(await read(at)).toMatchObject({
        ...{ version: 4, totps: [totp], passkeys: [passkey], pushes: [older, newer] },
        proofs: { [older.recipientKey]: START, [newer.recipientKey]: START },
      });
    });

    it("change only from what was read, so that of changes at once one is made", async () => {
      const at = freshSubject();
      expect((await together(20, () => add(at, base(0)))).filter(Boolean)).toHaveLength(1);
      const { pushes } = await read(at);
      expect((await together(20, () => add(at, base(1, pushes)))).filter(Boolean)).toHaveLength(1);
      expect((await read(at)).pushes).toHaveLength(2);
    });

    it("are removed once, a repeated change recognises itself, and the last one leaves room", async () => {
      const at = freshSubject();
      const push = aPush();
      const first = write();
      expect(await add(at, base(0), push, first)).toBe(true);
      expect(await add(at, base(0), push, first)).toBe(true);
      const again = write();
      expect(await store().remove(at, base(1), push.id, again)).toBe(true);
      expect(await store().remove(at, base(1), push.id, again)).toBe(true);
      expect(await store().remove(at, base(2), push.id, write())).toBe(false);
      expect(await add(at, base(2), push)).toBe(true);
      expect(await read(at)).toMatchObject({ version: 3, pushes: [push] });
    });

    it("leave when their push service knows them no more, but not once they are back", async () => {
      const at = freshSubject();
      const push = aPush();
      await add(at, base(0), push);
      expect(await store().drop(at, { ...push, enrolledAt: START - 1 })).toBe(false);
      expect(await store().drop(at, push)).toBe(true);
      expect(await store().drop(at, push)).toBe(false);
      expect(await store().drop(freshSubject(), push)).toBe(false);
      // Who decided on what was read before finds it changed.
      expect(await add(at, base(1, [push]))).toBe(false);
      expect(await read(at)).toMatchObject({ version: 2, pushes: [] });
    });

    it("are gone with all that a subject has", async () => {
      const at = freshSubject();
      await add(at, base(0));
      expect(await storage().factors.clear(at, 1, write())).toBe(true);
      expect((await read(at)).pushes).toEqual([]);
    });
  });
}
