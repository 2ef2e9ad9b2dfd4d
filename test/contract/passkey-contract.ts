import { describe, expect, it } from "@jest/globals";
import type { Session } from "../../functions/domain/challenge.ts";
import type { SubjectKey } from "../../functions/domain/subject.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge } from "../support/challenge.ts";
import { aPasskey, aTotp, freshSubject } from "../support/factors.ts";
import { START } from "../support/service.ts";
import { together, write } from "./writes.ts";

const DAY = 86_400;

/** The passkeys of subjects, and the session that one opens. */
export function passkeyContract(storage: () => Storage): void {
  describe("the passkeys of a subject", () => {
    const store = () => storage().passkeys;
    const read = async (at: SubjectKey) => (await storage().factors.read(at))!;
    const base = (version: number) => ({ subject: "anna", version });

    /** A subject with one passkey. */
    async function enrolled(over = {}) {
      const at = freshSubject();
      const passkey = aPasskey(over);
      expect(await store().add(at, base(0), { passkey, provenAt: START }, write())).toBe(true);
      const used = (counter: number, usedAt: number) =>
        store().used({ subjectKey: at, id: passkey.id, counter, backedUp: false }, usedAt);
      const kept = async () => (await read(at)).passkeys.find(({ id }) => id === passkey.id);
      return { at, passkey, used, kept };
    }

    it("are as they were enrolled, the oldest first, beside other factors", async () => {
      const { at, passkey } = await enrolled({ enrolledAt: START + 5 });
      const older = aPasskey({ recipientKey: passkey.recipientKey });
      const added = { passkey: older, provenAt: START + DAY };
      expect(await store().add(at, base(1), added, write())).toBe(true);
      const totp = aTotp();
      expect(await storage().factors.change(at, { ...base(2), addTotp: totp }, write())).toBe(true);
      expect(await read(at)).toMatchObject({
        subject: "anna",
        version: 3,
        passkeys: [older, passkey],
        proofs: { [passkey.recipientKey]: START + DAY },
        totps: [totp],
      });
    });

    it("are added to what a subject has already", async () => {
      const at = freshSubject();
      await storage().factors.change(at, { ...base(0), addTotp: aTotp() }, write());
      const passkey = aPasskey();
      expect(await store().add(at, base(1), { passkey, provenAt: START }, write())).toBe(true);
      expect((await read(at)).passkeys).toEqual([passkey]);
    });

    it("change only from what was read, so that of changes at once one is made", async () => {
      const { at } = await enrolled();
      const add = () => store().add(at, base(1), { passkey: aPasskey(), provenAt: START }, write());
      expect((await together(20, add)).filter(Boolean)).toHaveLength(1);
      expect((await read(at)).passkeys).toHaveLength(2);
      expect(await store().add(at, base(0), { passkey: aPasskey(), provenAt: START }, write())).toBe(false);
    });

    it("are removed once, and a repeated change recognises itself", async () => {
      const { at, passkey } = await enrolled();
      const again = write();
      expect(await store().remove(at, base(1), passkey.id, again)).toBe(true);
      expect(await store().remove(at, base(1), passkey.id, again)).toBe(true);
      expect(await store().remove(at, base(2), passkey.id, write())).toBe(false);
      expect(await read(at)).toMatchObject({ version: 2, passkeys: [] });
    });

    it("have no twin: what is there already is not added again", async () => {
      const { at, passkey } = await enrolled();
      expect(await store().add(at, base(1), { passkey, provenAt: START }, write())).toBe(false);
    });

    it("take another name, where they are there and as they were read", async () => {
      const { at, passkey, kept } = await enrolled();
      for (let again = 0; again < 2; again++)
        expect(await store().rename(at, base(1), passkey.id, "Phone")).toBe(true);
      expect(await kept()).toMatchObject({ name: "Phone" });
      expect(await store().rename(at, base(2), passkey.id, "Mine")).toBe(false);
      expect(await store().rename(at, base(1), aPasskey().id, "Phone")).toBe(false);
      expect(await store().rename(freshSubject(), base(1), passkey.id, "Phone")).toBe(false);
    });

    it("count upwards alone, in whatever order uses become known", async () => {
      const { used, kept } = await enrolled();
      await used(7, START + 20);
      await used(5, START + 30);
      await used(7, START + 10);
      expect(await kept()).toMatchObject({ counter: 7, lastUsedAt: START + 20, backedUp: false });
    });

    it("of an authenticator that does not count tell when they were used last", async () => {
      const { used, kept } = await enrolled({ counter: 0 });
      await used(0, START + 20);
      await used(0, START + 10);
      expect(await kept()).toMatchObject({ counter: 0, lastUsedAt: START + 20 });
    });

    it("that are removed meanwhile are not made anew by a use", async () => {
      const { at, passkey, used } = await enrolled();
      await store().remove(at, base(1), passkey.id, write());
      await used(9, START + 20);
      expect((await read(at)).passkeys).toEqual([]);
    });

    it("keep when a code last proved their contacts, to the day, and no other contact", async () => {
      const { at, passkey } = await enrolled();
      const proofs = async () => (await read(at)).proofs;
      await store().proved(at, passkey.recipientKey, START + DAY);
      expect(await proofs()).toEqual({ [passkey.recipientKey]: START });
      await store().proved(at, passkey.recipientKey, START + DAY + 1);
      await store().proved(at, passkey.recipientKey, START);
      await store().proved(at, aPasskey().recipientKey, START + 9 * DAY);
      await store().proved(freshSubject(), passkey.recipientKey, START + 9 * DAY);
      expect(await proofs()).toEqual({ [passkey.recipientKey]: START + DAY + 1 });
    });
  });

  describe("a session that a passkey opens", () => {
    const opened = (over = {}) => {
      const passkey = aPasskey();
      return {
        ...aChallenge({
          status: "approved",
          passkey: { subjectKey: freshSubject(), id: passkey.id, counter: 7, backedUp: true },
          addressProvenAt: START - DAY,
        }),
        ...{ approvedAt: START, sessionEndsAt: START + 3600 },
        ...over,
      } satisfies Session;
    };

    it("is one challenge, opened once: who comes later with the same is refused", async () => {
      const challenge = opened();
      const tries = await together(20, () => storage().challenges.openApproved(challenge, write()));
      expect(tries.filter(({ kind }) => kind === "done")).toHaveLength(1);
      expect(await storage().challenges.read(challenge)).toEqual(challenge);
    });

    it("is refused as a replay after its end too", async () => {
      const challenge = opened();
      await storage().challenges.openApproved(challenge, write());
      await storage().challenges.end(challenge, START + 5);
      const again = await storage().challenges.openApproved(challenge, write());
      expect(again).toMatchObject({ kind: "refused", challenge: { status: "ended" } });
    });

    it("recognises a repeated write", async () => {
      const challenge = opened();
      const same = write();
      const results = [1, 2].map(() => storage().challenges.openApproved(challenge, same));
      expect((await Promise.all(results)).map(({ kind }) => kind)).toEqual(["done", "done"]);
    });
  });
}
