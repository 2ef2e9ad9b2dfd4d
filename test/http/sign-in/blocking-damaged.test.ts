import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { ALL_CLIENTS } from "../../support/app.ts";
import { desk, itemsOf, REGISTERED, signedIn, statusesOf, twoContacts } from "../../support/blocked.ts";
import { lanesOf } from "../../support/lanes.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";
import { tableItems } from "../../support/table-items.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ ...REGISTERED, ...ALL_CLIENTS });
});
beforeEach(() => service.clock.advance(3600));

const { remembered, items } = lanesOf(() => service);
const session = async (bearer: Record<string, string>) => (await service.get("/otp/session", bearer)).status;
const everywhere = (bearer: Record<string, string>) => service.post("/otp/logout", { all: true }, bearer);

/** Damages the first item of a recipient of one kind, as an admin's slip does. */
async function damage(recipient: string, kind: string, attributes: Record<string, unknown>) {
  await service.settled();
  const item = (await itemsOf(service, recipient)).find(({ sk }) => String(sk).startsWith(kind));
  if (!item) throw new Error(`${kind} is not there`);
  const { change } = tableItems(service.database.client, LOCAL_TABLE);
  await change(String(item.pk), String(item.sk), attributes);
  return String(item.sk);
}

const CASES = [
  ["a code", "challenge#", { address: 7 }],
  ["a grant", "grant#", { authTime: "then" }],
] as const;

/** A customer at whose e-mail address an item is damaged that lies beside a session and a known device. */
async function damagedCustomer(kind: string, attributes: Record<string, unknown>) {
  const customer = await twoContacts(service);
  const { email, phone } = customer;
  if (kind === "grant#") await signInToStay(service, email, { scope: "openid offline_access" });
  else await service.challenge(email, { purpose: "change-address" });
  const damaged = await damage(email, kind, attributes);
  service.clock.advance(60);
  const beside = await remembered(email);
  const other = await remembered(phone);
  const bearers = [beside, other].map(({ sessionToken }) => ({ authorization: `Bearer ${sessionToken}` }));
  return { ...customer, damaged, bearers, own: bearers[0]!, other: bearers[1]! };
}

/** Whether each of the devices that a recipient has is void. */
const voidOnes = async (recipient: string) =>
  (await items("ledger#device-", recipient)).map((lane) => lane.voidedAt !== undefined);

describe("a block of a customer one of whose items is damaged", () => {
  it.each(CASES)("ends all else, and is told as a fault: %s", async (_what, kind, attributes) => {
    const { email, phone, customerId, bearers, damaged } = await damagedCustomer(kind, attributes);
    expect((await desk(service, "block", customerId)).status).toBe(500);
    expect(await Promise.all(bearers.map(session))).toEqual([401, 401]);
    // By the act itself: the stream may bring it later, or never.
    expect([await voidOnes(email), await voidOnes(phone)].flat()).not.toContain(false);
    expect(service.observed.some(({ fields }) => JSON.stringify(fields).includes(damaged))).toBe(true);
  });

  it("has the stream end what apps were granted all the same", async () => {
    const { email, own } = await damagedCustomer("challenge#", { address: 7 });
    service.clock.advance(60);
    await signInToStay(service, email, { scope: "openid offline_access" });
    await everywhere(own);
    await service.settled();
    expect(await statusesOf(service, email, "grant#")).toEqual(["ended"]);
  });
});

describe("a sign-out everywhere of a customer one of whose items is damaged", () => {
  it.each(CASES)("ends all else, the caller's own session too: %s", async (_what, kind, attributes) => {
    const { bearers, own } = await damagedCustomer(kind, attributes);
    await everywhere(own);
    expect(await Promise.all(bearers.map(session))).toEqual([401, 401]);
  });

  it.each(CASES)("ends all else, called at another contact: %s", async (_what, kind, attributes) => {
    const { bearers, other } = await damagedCustomer(kind, attributes);
    expect((await everywhere(other)).status).toBe(500);
    expect(await Promise.all(bearers.map(session))).toEqual([401, 401]);
  });

  it("ends all where a contact has no status", async () => {
    const { email, phone } = await twoContacts(service);
    const bearers = [await signedIn(service, email), await signedIn(service, phone)];
    await damage(phone, "customer", { status: undefined });
    expect((await everywhere(bearers[0]!)).status).toBe(204);
    expect(await Promise.all(bearers.map(session))).toEqual([401, 401]);
  });
});

describe("a customer with a contact that has no status", () => {
  it("is blocked by all contacts", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    const bearers = [await signedIn(service, email), await signedIn(service, phone)];
    await damage(phone, "customer", { status: undefined });
    expect((await desk(service, "block", customerId)).body.contacts).toHaveLength(2);
    expect(await Promise.all(bearers.map(session))).toEqual([401, 401]);
    expect(await statusesOf(service, phone, "customer")).toEqual(["blocked"]);
  });
});
