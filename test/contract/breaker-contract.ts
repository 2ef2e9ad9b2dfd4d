import { describe, expect, it } from "@jest/globals";
import { BUCKET_SECONDS } from "../../functions/domain/breaker.ts";
import type { Storage } from "../../functions/storage/port.ts";

const AT = 1_795_425_000;

/** How many SMS led to a right code. */
export function breakerContract(storage: () => Storage): void {
  describe("a bucket of the breaker", () => {
    it("holds what was added once, however often and in whatever order it is added", async () => {
      const { breaker } = storage();
      expect(await breaker.newest("FR")).toEqual([]);
      await breaker.count("FR", AT, "approved", ["a"]);
      for (const entry of ["b.1.2", "a.1.2", "b.1.2"]) await breaker.count("FR", AT, "sent", [entry]);
      expect(await breaker.newest("FR")).toEqual([
        { startsAt: AT, sent: new Set(["a.1.2", "b.1.2"]), approved: new Set(["a"]) },
      ]);
    });

    it("is read with those that a judgement needs, the newest first, and apart from other groups", async () => {
      const { breaker } = storage();
      for (const index of [3, 9, 0, 8, 7, 6, 5, 4, 2, 1])
        await breaker.count("ES", AT + index * BUCKET_SECONDS, "sent", [`n${index}.1.2`]);
      await breaker.count("+346", AT, "sent", ["n.1.2"]);
      const read = await breaker.newest("ES");
      expect(read.map(({ startsAt }) => (startsAt - AT) / BUCKET_SECONDS)).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
    });
  });
}
