import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { ALL_CLIENTS } from "../../support/app.ts";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
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

const session = async (bearer: Record<string, string>) => (await service.get("/otp/session", bearer)).status;
const { remembered, items } = lanesOf(() => service);
const pkOf = async (recipient: string) => String((await itemsOf(service, recipient))[0]?.pk);
const everywhere = (bearer: Record<string, string>) => service.post("/otp/logout", { all: true }, bearer);

describe("a sign-out everywhere of a customer with several contacts", () => {
  it("ends sessions, codes and grants of every contact, and of no other customer", async () => {
    const [{ email, phone }, other] = [await twoContacts(service), await twoContacts(service)];
    const mine = await signedIn(service, email);
    const theirs = await signedIn(service, other.email);
    const app = await signInToStay(service, phone, { scope: "openid offline_access" });
    service.clock.advance(1);
    const pending = await service.challenge(phone);
    expect((await everywhere(mine)).status).toBe(204);
    expect(await session(mine)).toBe(401);
    expect((await app.refresh()).body.error).toBe("invalid_grant");
    const cookie = `latchkey-session=${app.user.cookies.get("latchkey-session") ?? ""}`;
    expect(await session({ cookie })).toBe(401);
    expect((await service.post("/otp/verify", pending)).body.type).toBe(
      "urn:latchkey:problem:challenge-canceled",
    );
    expect(await session(theirs)).toBe(200);
    await service.settled();
    expect(await statusesOf(service, phone, "grant#")).toEqual(["ended"]);
    service.clock.advance(60);
    await signedIn(service, phone);
  });

  it("makes the devices of a contact unknown that has no challenge left", async () => {
    const { email, phone } = await twoContacts(service);
    await remembered(phone);
    const table = tableItems(service.database.client, LOCAL_TABLE);
    for (const { sk } of await itemsOf(service, phone))
      if (String(sk).startsWith("challenge#")) await table.remove(await pkOf(phone), String(sk));
    const mine = await signedIn(service, email);
    expect((await everywhere(mine)).status).toBe(204);
    await service.settled();
    expect(await items("ledger#device-", phone)).toMatchObject([{ voidedAt: service.clock.now() }]);
  });

  it("is a plain one for the others where only one session was meant", async () => {
    const { email, phone } = await twoContacts(service);
    const [one, other] = [await signedIn(service, email), await signedIn(service, phone)];
    await service.post("/otp/logout", {}, one);
    expect([await session(one), await session(other)]).toEqual([401, 200]);
  });

  it("ends nothing of a customer for who shows a session that is over", async () => {
    const { email, phone } = await twoContacts(service);
    const [old, other] = [await signedIn(service, email), await signedIn(service, phone)];
    await service.post("/otp/logout", {}, old);
    await everywhere(old);
    expect(await session(other)).toBe(200);
  });

  it("blocks no contact", async () => {
    const { email, customerId } = await twoContacts(service);
    await everywhere(await signedIn(service, email));
    expect((await desk(service, "unblock", customerId)).body.contacts).toMatchObject([
      { changed: false },
      { changed: false },
    ]);
  });

  it("ends, in an open service, what its own recipient has, whatever customers there are", async () => {
    const open = await startTestService({ passcode: { resendAfterSeconds: 1 } });
    const { email, phone } = await twoContacts(open);
    const [one, other] = [await signedIn(open, email), await signedIn(open, phone)];
    await open.post("/otp/logout", { all: true }, one);
    const status = async (bearer: Record<string, string>) => (await open.get("/otp/session", bearer)).status;
    expect([await status(one), await status(other)]).toEqual([401, 200]);
  });
});

describe("a contact that is registered as another customer's", () => {
  it("loses what it had as the first one's", async () => {
    const { phone } = await twoContacts(service);
    const bearer = await signedIn(service, phone);
    await service.post("/_local/customers", { recipient: phone, customerId: "another" });
    expect(await session(bearer)).toBe(401);
    service.clock.advance(60);
    const { body } = await service.post("/otp/verify", await service.challenge(phone));
    expect(body.subject).toBe("another");
  });
});
