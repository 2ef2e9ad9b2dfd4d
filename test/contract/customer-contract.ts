import { describe, expect, it } from "@jest/globals";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { freshSubject } from "../support/factors.ts";
import { aGrant } from "../support/grant.ts";
import { START } from "../support/service.ts";
import type { TableItems } from "../support/table-items.ts";

const ACTIVE = { status: "active" } as const;

/** What every engine has to do for customers, and for the index that finds them. */
export function customerContract(storage: () => Storage, items: () => TableItems): void {
  const customers = () => storage().customers;
  const itemOf = (key: RecipientKey) => items().get(`recipient#${key}`, "customer");
  let serial = 0;
  const freshId = () => `customer-${++serial}`;
  const keysOf = async (customerId: string) =>
    new Set((await customers().listContacts(customerId)).map(({ recipientKey }) => recipientKey));

  describe("a customer", () => {
    it("is known after being put", async () => {
      const key = freshKey();
      expect(await customers().read(key)).toBeUndefined();
      const facts = { customerId: "c-1", address: "anna@example.com", name: "Anna", locale: "de" };
      await customers().put(key, { ...facts, ...ACTIVE });
      expect(await customers().read(key)).toEqual({ ...facts, ...ACTIVE });
    });

    it("is found by the id with all contacts, and with nothing else of their partitions", async () => {
      const [customerId, email, phone, other] = [freshId(), freshKey(), freshKey(), freshKey()];
      expect(await customers().listContacts(customerId)).toEqual([]);
      const contact = { customerId, address: "anna@example.com", name: "Anna", locale: "de", ...ACTIVE };
      await customers().put(email, contact);
      await customers().put(phone, { customerId, ...ACTIVE });
      await customers().put(other, { customerId: freshId(), ...ACTIVE });
      await storage().challenges.open(aChallenge({ recipientKey: email, subject: customerId }));
      await storage().grants.keep(aGrant({ recipientKey: email, subject: customerId }));
      const found = await customers().listContacts(customerId);
      expect(new Set(found.map(({ recipientKey }) => recipientKey))).toEqual(new Set([email, phone]));
      expect(found).toContainEqual({ recipientKey: email, ...contact });
    });

    it("is found where a release before the index has written the item, and has none of its id without one", async () => {
      const [customerId, key, unnamed] = [freshId(), freshKey(), freshKey()];
      await customers().put(key, { customerId, ...ACTIVE });
      await customers().put(unnamed, ACTIVE);
      expect(Object.keys(await itemOf(key)).sort()).toEqual(["customerId", "pk", "sk", "status"]);
      expect(await keysOf(customerId)).toEqual(new Set([key]));
      expect(await customers().read(unnamed)).toEqual(ACTIVE);
    });

    it("moves to another id, and is found by that one alone", async () => {
      const [before, after, key] = [freshId(), freshId(), freshKey()];
      await customers().put(key, { customerId: before, ...ACTIVE });
      await customers().put(key, { customerId: after, ...ACTIVE });
      expect([await keysOf(before), await keysOf(after)]).toEqual([new Set(), new Set([key])]);
    });
  });

  describe("a contact that moves to another id", () => {
    it("says what it was until nothing is left to do, whatever is written meanwhile", async () => {
      const [key, other] = [freshKey(), freshKey()];
      const moving = { from: "before", factorsOf: freshSubject(), leaves: false };
      await customers().put(key, { customerId: freshId(), moving, ...ACTIVE });
      await customers().put(key, { name: "Anna", ...ACTIVE });
      await customers().endMove(key, "another");
      expect(await customers().read(key)).toMatchObject({ moving });
      for (let times = 0; times < 2; times += 1) await customers().endMove(key, "before");
      expect(await customers().read(key)).not.toHaveProperty("moving");
      await customers().endMove(other, "before");
      expect(await customers().read(other)).toBeUndefined();
    });
  });

  describe("a customer's id", () => {
    it.each([
      ["a number", 7],
      ["NULL", null],
    ])("is refused by the table where it is %s", async (_what, id) => {
      const key = freshKey();
      await customers().put(key, ACTIVE);
      const changed = items().change(`recipient#${key}`, "customer", { customerId: id });
      await expect(changed).rejects.toMatchObject({ name: "ValidationException" });
    });
  });

  describe("the status of a customer", () => {
    it("is changed once, and says since when", async () => {
      const [customerId, key] = [freshId(), freshKey()];
      await customers().put(key, { customerId, name: "Anna", ...ACTIVE });
      expect(await customers().setStatus(key, "blocked", START)).toBe("changed");
      expect(await customers().setStatus(key, "blocked", START + 9)).toBe("unchanged");
      expect(await itemOf(key)).toMatchObject({ status: "blocked", blockedAt: START, name: "Anna" });
      expect(await customers().listContacts(customerId)).toMatchObject([{ status: "blocked" }]);
      expect(await customers().setStatus(key, "active", START + 9)).toBe("changed");
      expect(await itemOf(key)).not.toHaveProperty("blockedAt");
      expect(await customers().setStatus(key, "active", START + 9)).toBe("unchanged");
    });

    it("is not changed of a contact that is another customer's by now", async () => {
      const [before, after, key] = [freshId(), freshId(), freshKey()];
      await customers().put(key, { customerId: after, ...ACTIVE });
      expect(await customers().setStatus(key, "blocked", START, before)).toBe("unknown");
      expect(await customers().read(key)).toMatchObject(ACTIVE);
      expect(await customers().setStatus(key, "blocked", START, after)).toBe("changed");
    });

    it("is blocked by the write that puts it, where it is put so", async () => {
      const key = freshKey();
      await customers().put(key, { customerId: freshId(), ...ACTIVE });
      await customers().put(key, { customerId: freshId(), status: "blocked" }, START);
      expect(await itemOf(key)).toMatchObject({ status: "blocked", blockedAt: START });
      await customers().put(key, { status: "blocked" }, START + 9);
      expect(await itemOf(key)).toMatchObject({ status: "blocked", blockedAt: START });
    });

    it("makes no customer of a stranger", async () => {
      const key = freshKey();
      expect(await customers().setStatus(key, "active", START)).toBe("unknown");
      expect(await customers().read(key)).toBeUndefined();
    });

    it("outlives that the customer is put again, also where the owner wrote a word of their own", async () => {
      const key = freshKey();
      await customers().put(key, { name: "Anna", ...ACTIVE });
      await customers().setStatus(key, "blocked", START);
      await customers().put(key, { name: "Anna B.", ...ACTIVE });
      expect(await customers().read(key)).toEqual({ name: "Anna B.", status: "blocked" });
      await items().change(`recipient#${key}`, "customer", { status: "suspended" });
      await customers().put(key, ACTIVE);
      expect(await itemOf(key)).toMatchObject({ status: "suspended" });
      expect(await customers().setStatus(key, "active", START)).toBe("changed");
      expect(await customers().read(key)).toMatchObject(ACTIVE);
    });
  });
}
