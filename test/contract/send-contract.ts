import { describe, expect, it } from "@jest/globals";
import type { Challenge } from "../../functions/domain/challenge.ts";
import type { Channel } from "../../functions/domain/channel.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge } from "../support/challenge.ts";
import type { TableItems } from "../support/table-items.ts";
import { START } from "../support/service.ts";
import { kinds, openedIn, together, write } from "./writes.ts";

/** The steps of a send. */
export function sendContract(storage: () => Storage, items: () => TableItems): void {
  const opened = (over = {}) => openedIn(storage(), over);
  describe("a send", () => {
    it("is counted in its time and number", async () => {
      const challenge = await opened({ maxSends: 2 });
      const again = (now: number) =>
        storage().challenges.countSend(challenge, { ...write(now), resendAfterSeconds: 30 });
      expect((await again(START + 29)).kind).toBe("refused");
      expect(kinds(await together(30, () => again(START + 30)), "done")).toBe(1);
      expect(await storage().challenges.read(challenge)).toMatchObject({
        sends: 2,
        nextSendAt: START + 60,
        expiresAt: START + 300,
      });
      expect((await again(START + 60)).kind).toBe("refused");
    });

    it("goes another way to the same number, and never to another kind of recipient", async () => {
      const asked = { resendAfterSeconds: 0 };
      const text = await opened({ channel: "sms", address: "+14155550123", amr: ["otp", "sms"] });
      const ask = (channel: Channel) =>
        storage().challenges.countSend(text, { ...write(START + 30), ...asked, channel });
      expect((await ask("email")).kind).toBe("refused");
      expect((await ask("sms")).kind).toBe("done");
      expect(await storage().challenges.read(text)).toMatchObject({ channel: "sms", amr: ["otp", "sms"] });
      expect((await ask("whatsapp")).kind).toBe("done");
      expect(await storage().challenges.read(text)).toMatchObject({
        channel: "whatsapp",
        amr: ["otp"],
        sends: 3,
      });
      expect((await ask("sms")).kind).toBe("done");
      expect(await storage().challenges.read(text)).toMatchObject({ channel: "sms", amr: ["otp"] });

      const other = await opened({ channel: "sms", address: "+14155550123", amr: ["otp", "sms"] });
      const mine = { ...write(START + 30), ...asked, channel: "whatsapp" } as const;
      for (let i = 0; i < 2; i++)
        expect((await storage().challenges.countSend(other, mine)).kind).toBe("done");
      expect(await storage().challenges.read(other)).toMatchObject({ channel: "whatsapp", sends: 2 });

      const mail = await opened();
      const byMail = { ...write(START + 30), ...asked, channel: "email" } as const;
      expect((await storage().challenges.countSend(await opened(), byMail)).kind).toBe("done");
      const toPhone = { ...write(START + 30), ...asked, channel: "sms" } as const;
      expect((await storage().challenges.countSend(mail, toPhone)).kind).toBe("refused");
      expect(await storage().challenges.read(mail)).toMatchObject({ channel: "email", sends: 1 });
    });

    it("is claimed by one of many, until its lease is over or given back", async () => {
      const challenge = await opened();
      const claim = (now: number) => storage().sends.claim(challenge, 1, write(now));
      expect(kinds(await together(30, () => claim(START)), "done")).toBe(1);
      expect((await claim(START + 29)).kind).toBe("refused");
      expect((await claim(START + 30)).kind).toBe("done");
      await storage().sends.release(challenge, 1, { state: "delayed", reason: "busy" }, START + 31);
      const mine = write(START + 31);
      expect((await storage().sends.claim(challenge, 1, mine)).kind).toBe("done");
      expect((await storage().sends.claim(challenge, 1, mine)).kind).toBe("done");
      await storage().sends.settle(
        challenge,
        1,
        { state: "sent", provider: "inbox", messageId: "m1" },
        START + 32,
      );
      expect((await claim(START + 90)).kind).toBe("refused");
      expect(await storage().challenges.read(challenge)).toMatchObject({
        doneSend: 1,
        delivery: { state: "sent", messageId: "m1" },
      });
      await storage().sends.settle(challenge, 1, { state: "failed" }, START + 33);
      expect(await storage().challenges.read(challenge)).toMatchObject({ delivery: { state: "sent" } });
    });

    it("gives way to a newer one: what that may have cost is not forgotten", async () => {
      const challenge = await opened();
      const asked = { ...write(START + 31), resendAfterSeconds: 30 };
      expect((await storage().challenges.countSend(challenge, asked)).kind).toBe("done");
      const claim = (send: number, now: number) => storage().sends.claim(challenge, send, write(now));
      expect(await claim(1, START + 32)).toMatchObject({ kind: "done", maybeSent: false });
      await storage().sends.release(challenge, 1, { state: "delayed" }, START + 33);
      expect(await claim(2, START + 34)).toMatchObject({ kind: "done", maybeSent: false });
      // The deliverer of the first one comes late, and knows nothing of it.
      await storage().sends.release(challenge, 1, { state: "delayed" }, START + 35, true);
      expect((await claim(2, START + 36)).kind).toBe("refused");
      await storage().sends.release(challenge, 2, { state: "delayed" }, START + 37);
      expect(await claim(1, START + 38)).toMatchObject({ kind: "refused", superseded: true });
      expect(await claim(2, START + 39)).toMatchObject({ kind: "done", maybeSent: true });
    });

    it("is not claimed when little of the code's life is left, for a decoy, or when nobody waits", async () => {
      expect((await storage().sends.claim(await opened(), 1, write(START + 270))).kind).toBe("refused");
      expect((await storage().sends.claim(await opened(), 1, write(START + 269))).kind).toBe("done");
      expect((await storage().sends.claim(await opened({ decoy: true }), 1, write())).kind).toBe("refused");
      expect((await storage().sends.claim(aChallenge(), 1, write())).kind).toBe("refused");
    });

    it("is given up when it would come too late, by one of many, which knows itself again", async () => {
      const challenge = await opened();
      const giveUp = (now: number) => storage().sends.giveUp(challenge, 1, now);
      expect((await giveUp(START + 269)).kind).toBe("refused");
      expect(await storage().challenges.read(challenge)).toMatchObject({
        doneSend: 0,
        delivery: { state: "queued" },
      });
      expect((await giveUp(START + 270)).kind).toBe("done");
      expect((await giveUp(START + 270)).kind).toBe("done");
      expect((await giveUp(START + 271)).kind).toBe("refused");
      const { recipientKey, nonce } = challenge;
      expect(await items().get(`recipient#${recipientKey}`, `challenge#${nonce}`)).toMatchObject({
        doneSend: 1,
        delivery: { state: "failed", reason: "too-late", at: START + 270 },
      });
    });

    it("is not given up while a deliverer is at it, once it is done, or when nobody waits", async () => {
      const giveUp = (challenge: Challenge, send = 1) => storage().sends.giveUp(challenge, send, START + 270);
      const leased = await opened();
      await storage().sends.claim(leased, 1, write(START + 260));
      expect((await giveUp(leased)).kind).toBe("refused");
      await storage().sends.settle(leased, 1, { state: "sent" }, START + 271);
      expect((await giveUp(leased)).kind).toBe("refused");
      expect(await storage().challenges.read(leased)).toMatchObject({ delivery: { state: "sent" } });
      const resent = await opened({ sends: 2, doneSend: 2, delivery: { state: "delivered" } });
      expect((await giveUp(resent)).kind).toBe("refused");
      expect((await giveUp(await opened({ decoy: true }))).kind).toBe("refused");
      expect((await giveUp(await opened({ status: "canceled" }))).kind).toBe("refused");
      const gone = aChallenge();
      expect(await giveUp(gone)).toEqual({ kind: "refused", challenge: undefined });
      expect(await storage().challenges.read(gone)).toBeUndefined();
    });

    it("leaves nothing behind for a challenge that is gone", async () => {
      const gone = aChallenge();
      await storage().sends.settle(gone, 1, { state: "sent" }, START);
      await storage().sends.release(gone, 1, { state: "delayed" }, START);
      expect(await storage().challenges.read(gone)).toBeUndefined();
    });
  });
}
