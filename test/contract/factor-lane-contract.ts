import { describe, expect, it } from "@jest/globals";
import type { SubjectKey } from "../../functions/domain/subject.ts";
import type { FactorChange } from "../../functions/storage/port/factors.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aTotp, freshSubject } from "../support/factors.ts";
import { START } from "../support/service.ts";
import { write } from "./writes.ts";

const CODES = { "1": { salt: "s1", hash: "h1" } };

/** In which browsers a subject has proved a factor, where that is no part of the guess. */
export function factorLaneContract(storage: () => Storage): void {
  describe("the known lanes of a subject", () => {
    const store = () => storage().factors;
    const read = async (at: SubjectKey) => (await store().read(at, START))!;
    const change = (at: SubjectKey, over: Partial<FactorChange>) =>
      store().change(at, { subject: "anna", version: 0, ...over }, write());

    it("are kept of a factor that writes nothing here, since two steps are on, and twenty at most", async () => {
      const at = freshSubject();
      const lane = (index: number) => `device-${String(index).padStart(22, "0")}` as const;
      const keep = (index: number, provedAt = START) => store().keepLane(at, lane(index), provedAt);
      const lanes = async () => (await read(at)).lanes;
      await keep(0);
      expect(await store().read(at, START)).toBeUndefined();
      await change(at, { addTotp: aTotp() });
      await keep(0);
      expect(await lanes()).toEqual([]);
      await change(at, { version: 1, codes: CODES, twoSteps: "on", lane: lane(1) });
      expect(await lanes()).toEqual([lane(1)]);
      await keep(0, START - 1);
      await keep(2);
      await keep(1);
      expect(await lanes()).toEqual([lane(2), lane(1)]);
      await Promise.all([keep(3), keep(4)]);
      expect(new Set(await lanes())).toEqual(new Set([1, 2, 3, 4].map(lane)));
      for (let index = 5; index <= 22; index += 1) await keep(index);
      expect(await lanes()).toHaveLength(20);
      expect(await lanes()).toContain(lane(22));
      expect((await read(at)).version).toBe(2);
      const first = freshSubject();
      await change(first, { addTotp: aTotp(), codes: CODES, twoSteps: "on", lane: lane(1) });
      expect((await read(first)).lanes).toEqual([lane(1)]);
    });
  });
}
