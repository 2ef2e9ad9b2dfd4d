import { beforeAll, describe, expect, it } from "@jest/globals";
import { act } from "../../support/desk.ts";
import { aPasskey, aPush } from "../../support/factors.ts";
import { LOSABLE, resetsOf } from "../../support/resets.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(LOSABLE);
});
const { customer, keyOf, placeOf } = resetsOf(() => service);

describe("a contact that is removed", () => {
  it("takes along the passkey and the browser that it has added, and no other's", async () => {
    const { id, email, other } = await customer();
    const { passkeys, pushes, factors } = service.services.storage;
    const [at, gone, stays] = await Promise.all([placeOf(id), keyOf(other), keyOf(email)]);
    const now = service.clock.now();
    const read = async () => (await factors.read(at, now)) ?? { version: 0, passkeys: [], pushes: [] };
    for (const recipientKey of [gone, stays]) {
      const passkey = aPasskey({ recipientKey });
      const by = { by: passkey.id, now };
      expect(await passkeys.add(at, { subject: id, ...(await read()) }, { passkey, provenAt: now }, by)).toBe(
        true,
      );
      const subscription = aPush({ recipientKey });
      const of = { subject: id, ...(await read()) };
      expect(await pushes.add(at, of, { subscription, provenAt: now }, { by: subscription.id, now })).toBe(
        true,
      );
    }
    const { body } = await act(service, "contacts-remove", { customer: id, as: "id", recipient: other });
    expect(body).toMatchObject({ outcome: "removed" });
    const left = await read();
    expect([...left.passkeys, ...left.pushes].map(({ recipientKey }) => recipientKey)).toEqual([
      stays,
      stays,
    ]);
  });
});
