import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Challenge, DeliveryState } from "../../functions/domain/challenge.ts";
import type { ReceiptState } from "../../functions/domain/receipt.ts";
import type { Storage } from "../../functions/storage/port.ts";
import type { TableItems } from "../support/table-items.ts";
import { freshKey } from "../support/challenge.ts";
import { START } from "../support/service.ts";
import { openedIn, together, write } from "./writes.ts";

const STATES = ["sent", "delayed", "suppressed", "failed", "delivered", "bounced", "complained"] as const;
const receipt = (state: ReceiptState) => ({ state, provider: "ses", messageId: "m1" });

/** The steps that a provider's receipts take. */
export function receiptContract(storage: () => Storage, items: () => TableItems): void {
  const state = async (challenge: Challenge) => (await storage().challenges.read(challenge))?.delivery.state;
  const sent = async (over = {}) => {
    const challenge = await openedIn(storage(), over);
    await storage().sends.settle(challenge, 1, { state: "sent", provider: "ses", messageId: "m1" }, START);
    return challenge;
  };
  const record = (challenge: Challenge, word: ReceiptState, send = 1) =>
    storage().receipts.record(challenge, send, receipt(word), START + 5);

  describe("a receipt", () => {
    it("is written with what is known of it, once", async () => {
      const challenge = await sent();
      const bounced = { ...receipt("bounced"), reason: "Permanent-General" };
      const give = () => storage().receipts.record(challenge, 1, bounced, START + 5);
      expect((await together(10, give)).filter((result) => result === "recorded")).toHaveLength(1);
      expect(await storage().challenges.read(challenge)).toMatchObject({ doneSend: 1, delivery: bounced });
      const { recipientKey, nonce } = challenge;
      expect(await items().get(`recipient#${recipientKey}`, `challenge#${nonce}`)).toMatchObject({
        doneSend: 1,
        delivery: { ...bounced, at: START + 5, atIso: "2026-11-23T09:10:05Z" },
      });
    });

    it.each<[DeliveryState, ReceiptState, "recorded" | "older"]>([
      ["sent", "delayed", "recorded"],
      ["delayed", "sent", "older"],
      ["delayed", "delivered", "recorded"],
      ["delivered", "sent", "older"],
      ["delivered", "delayed", "older"],
      ["delivered", "complained", "recorded"],
      ["complained", "delivered", "older"],
      ["bounced", "delayed", "older"],
      ["bounced", "bounced", "older"],
    ])("finds %s, and says %s: it is %s", async (before, after, outcome) => {
      const challenge = await sent();
      if (before !== "sent") await record(challenge, before as ReceiptState);
      expect(await record(challenge, after)).toBe(outcome);
      expect(await state(challenge)).toBe(outcome === "recorded" ? after : before);
    });

    it("comes to the same end in whatever order, and however often, it comes", async () => {
      const orders = fc.array(fc.constantFrom(...STATES), { minLength: 1, maxLength: 6 }).chain((given) =>
        fc.tuple(
          fc.shuffledSubarray(given, { minLength: given.length }),
          // Some come twice.
          fc
            .shuffledSubarray([...given, ...given], { minLength: given.length })
            .filter((again) => given.every((one) => again.includes(one))),
        ),
      );
      const end = async (words: readonly ReceiptState[]) => {
        const challenge = await sent();
        for (const word of words) await record(challenge, word);
        return state(challenge);
      };
      await fc.assert(
        fc.asyncProperty(orders, async ([one, other]) => {
          expect(await end(one)).toBe(await end(other));
        }),
        { numRuns: 20, seed: 4 },
      );
    });

    it("of an older send says nothing of a newer one", async () => {
      const challenge = await sent();
      await storage().challenges.countSend(challenge, { ...write(START + 30), resendAfterSeconds: 30 });
      expect(await record(challenge, "bounced")).toBe("older");
      expect(await state(challenge)).toBe("queued");
      expect(await record(challenge, "delivered", 2)).toBe("recorded");
      expect(await state(challenge)).toBe("delivered");
    });

    it("that comes before its deliverer's write stands, and the message is not sent again", async () => {
      const challenge = await openedIn(storage());
      await storage().sends.claim(challenge, 1, write());
      expect(await record(challenge, "delivered")).toBe("recorded");
      await storage().sends.settle(challenge, 1, { state: "sent" }, START + 6);
      await storage().sends.release(challenge, 1, { state: "delayed" }, START + 7);
      expect(await storage().challenges.read(challenge)).toMatchObject({
        doneSend: 1,
        delivery: { state: "delivered" },
      });
      expect((await storage().sends.claim(challenge, 1, write(START + 40))).kind).toBe("refused");
      // Nor does a dead deliverer's lease hold up the next send.
      await storage().challenges.countSend(challenge, { ...write(START + 8), resendAfterSeconds: 0 });
      expect(await storage().challenges.read(challenge)).not.toHaveProperty("lease");
    });

    it("of a challenge that is gone leaves nothing behind", async () => {
      const gone = { recipientKey: freshKey(), nonce: freshKey() };
      expect(await storage().receipts.record(gone, 1, receipt("bounced"), START)).toBe("gone");
      expect((await storage().challenges.list(gone.recipientKey)).challenges).toEqual([]);
    });
  });

  describe("a message", () => {
    it("leads back to its send, by its provider and id", async () => {
      const of = { recipientKey: freshKey(), nonce: freshKey(), send: 2 };
      const id = freshKey();
      expect(await storage().messages.find("sns", id)).toBeUndefined();
      await storage().messages.keep("sns", id, of, START);
      await storage().messages.keep("sns", id, { ...of, send: 9 }, START);
      expect(await storage().messages.find("sns", id)).toMatchObject(of);
      expect(await storage().messages.find("twilio", id)).toBeUndefined();
    });
  });

  describe("a suppression", () => {
    it("holds until its end, and is never made shorter", async () => {
      const key = freshKey();
      expect(await storage().suppressions.read(key, START)).toBeUndefined();
      await storage().suppressions.keep(key, { reason: "complaint", until: START + 100 }, START);
      await storage().suppressions.keep(key, { reason: "bounce", until: START + 50 }, START);
      const holds = { reason: "complaint", until: START + 100 };
      expect(await storage().suppressions.read(key, START + 99)).toEqual(holds);
      expect(await storage().suppressions.read(key, START + 100)).toBeUndefined();
      await storage().suppressions.keep(key, { reason: "bounce", until: START + 200 }, START);
      expect(await storage().suppressions.read(key, START + 100)).toMatchObject({ reason: "bounce" });
    });
  });
}
