import { describe, expect, it } from "@jest/globals";
import type { Storage } from "../../functions/storage/port.ts";
import { START } from "../support/service.ts";

/** What is remembered about requests and customers. */
export function limitsContract(storage: () => Storage): void {
  describe("an idempotency key", () => {
    it("is held by one of many, until its record expires", async () => {
      const record = (nonce: string) => ({
        bodyHash: "hash",
        nonce,
        expiresAt: START + 300,
      });
      const held = await Promise.all(
        Array.from({ length: 20 }, (_, i) => storage().idempotency.reserve("key", record(`n${i}`), START)),
      );
      expect(new Set(held.map(({ nonce }) => nonce)).size).toBe(1);
      expect((await storage().idempotency.reserve("key", record("late"), START + 299)).nonce).toBe(
        held[0]?.nonce,
      );
      expect((await storage().idempotency.reserve("key", record("later"), START + 300)).nonce).toBe("later");
    });
  });
}
