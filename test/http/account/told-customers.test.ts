import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { tellContacts } from "../../../functions/flows/tell-contacts.ts";
import { anAddress, bearer } from "../../support/account-user.ts";
import { aTotp } from "../../support/factors.ts";
import { image, noticesOf } from "../../support/notices.ts";
import { enrol as enrolPasskey } from "../../support/passkey-user.ts";
import { START, startTestService, type TestService } from "../../support/service.ts";
import { tableItems } from "../../support/table-items.ts";

let registered: TestService;
beforeAll(async () => {
  registered = await startTestService({
    ...{ registration: "registered", factors: { passkeys: "on" }, brand: { name: "Kiosk" } },
  });
});
const { told } = noticesOf(() => registered);

describe("a customer whose factors change", () => {
  const register = (recipient: string, customerId: string, more = {}) =>
    registered.post("/_local/customers", { recipient, customerId, ...more });
  const keyOf = async (address: string) =>
    recipientKey(await registered.services.keys.recipient(), { addressKind: "email", address });
  const addPasskey = async (address: string) => {
    const { body } = await registered.post("/otp/verify", await registered.challenge(address));
    const { answer } = await enrolPasskey(registered, { authorization: bearer(body.sessionToken) });
    expect(answer.status).toBe(201);
  };
  const ADDED = "A passkey was added to your Kiosk account";

  it("is told at all addresses, each in its language, but not where it is blocked", async () => {
    const [one, other, out] = [anAddress(), anAddress(), anAddress()];
    await register(one, "household");
    await register(other, "household", { locale: "de" });
    await register("+14155550123", "household");
    await register(out, "household");
    await registered.services.storage.customers.setStatus(await keyOf(out), "blocked", START);
    await addPasskey(one);
    expect(await told(one)).toEqual([ADDED]);
    expect(await told(other)).toEqual(["Ihrem Konto bei Kiosk wurde ein Passkey hinzugefügt"]);
    expect(await told(out)).toEqual([]);
  });

  it("is told although the item of another contact is damaged, which is a fault that names it", async () => {
    const [one, damaged, other] = [anAddress(), anAddress(), anAddress()];
    for (const address of [one, damaged, other]) await register(address, "family");
    const pk = `recipient#${await keyOf(damaged)}`;
    await tableItems(registered.database.client, LOCAL_TABLE).change(pk, "customer", { locale: 7 });
    await addPasskey(one);
    expect([await told(one), await told(other)]).toEqual([[ADDED], [ADDED]]);
    expect(await told(damaged)).toEqual([]);
    expect(registered.observed.some(({ fields }) => JSON.stringify(fields).includes(pk))).toBe(true);
  });

  it("is told by a second try of the stream, although an item is damaged besides", async () => {
    const { services } = registered;
    const [one, damaged] = [anAddress(), anAddress()];
    for (const address of [one, damaged]) await register(address, "couple");
    const items = tableItems(registered.database.client, LOCAL_TABLE);
    await items.change(`recipient#${await keyOf(damaged)}`, "customer", { locale: 7 });
    const now = services.clock();
    const change = {
      before: undefined,
      after: { ...image(aTotp({ enrolledAt: now }), now), subject: "couple" },
    };
    const lost = { enqueue: () => Promise.reject(new Error("the queue is out of reach")) };
    // A damaged item alone is passed over, and no record comes again for it.
    await expect(tellContacts({ ...services, queue: lost }, change)).rejects.toThrow("out of reach");
    await expect(tellContacts(services, change)).rejects.toThrow("damaged");
    expect(await told(one)).toEqual(["An authenticator app was added to your Kiosk account"]);
  });

  it.each([
    ["with its address", true],
    ["of an earlier release, without its address", false],
  ])("is told where its contact has no id: an item %s", async (_what, hasAddress) => {
    const address = anAddress();
    await registered.services.storage.customers.put(await keyOf(address), {
      ...{ status: "active", ...(hasAddress && { address }) },
    });
    await addPasskey(address);
    expect(await told(address)).toEqual([ADDED]);
  });

  it("is told nothing at an address that enrolled something, and is another customer's by now", async () => {
    const [stays, gone] = [anAddress(), anAddress()];
    await register(stays, "old");
    await register(gone, "new");
    const contact = {
      recipientKey: await keyOf(gone),
      ...({ address: gone, channel: "email", locale: "en" } as const),
    };
    const now = registered.services.clock();
    const after = { ...image(aTotp({ enrolledAt: now }), now), subject: "old", contact };
    expect(await tellContacts(registered.services, { before: undefined, after })).toBe(1);
    expect(await told(gone)).toEqual([]);
    expect(await told(stays)).toHaveLength(1);
  });
});
