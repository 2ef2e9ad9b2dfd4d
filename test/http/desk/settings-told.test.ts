import { randomBytes } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { newActId } from "../../../functions/domain/act-id.ts";
import { NOTICE_WINDOW_SECONDS } from "../../../functions/domain/notice.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@example.com";
const BY_NUMBER = "+4915123456789";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    ...{ liveChanges: "on", registration: "registered" },
    channels: { sms: { countries: ["DE"] } },
    desk: {
      admins: [
        // Comes in by AWS: without one, nobody may close the ways of all others.
        { arn: "arn:aws:iam::123456789012:role/owners", role: "owner" },
        { recipient: OWNER, role: "owner" },
        { recipient: BY_NUMBER, role: "owner" },
        { recipient: "operator@example.com", role: "operator" },
      ],
    },
  });
});
/** Those of ten minutes are told in one message. */
const nextWindow = () => {
  const { now, advance } = service.clock;
  advance(NOTICE_WINDOW_SECONDS - (now() % NOTICE_WINDOW_SECONDS));
};
beforeEach(nextWindow);

const set = async (...edits: readonly object[]) => {
  const base = (await service.services.storage.liveSettings.read()).version;
  const answer = await act(service, "settings-set", { base, reason: "a test", edits });
  service.clock.advance(30);
  await service.settled();
  return answer;
};
const takeAllBack = async () => {
  const base = (await service.services.storage.liveSettings.read()).version;
  await act(service, "settings-restore", { base, version: 0 });
  service.clock.advance(30);
  await service.settled();
};
const inboxOf = (address: string) => service.inbox.list(address).map(({ text }) => text);

describe("the owners", () => {
  it("are told of each change, by e-mail or SMS, and no other admin is", async () => {
    const { body } = await set({ path: "limits.originPerHour", value: 10 });
    expect(body.counts).toMatchObject({ told: 2 });
    for (const address of [OWNER, BY_NUMBER])
      expect(inboxOf(address)[0]).toContain("settings of Latchkey were changed");
    expect(inboxOf("operator@example.com")).toEqual([]);
    await takeAllBack();
  });

  it("are told by the very channels that a change has closed, in the deployed words", async () => {
    // Who has an owner's session would close the ways by which the others hear of it, and say something else.
    const { status } = await set(
      { path: "channels.email.enabled", value: false },
      { path: "channels.sms.enabled", value: false },
      { path: "brand.name", value: "Nothing" },
      { path: "words", entry: "en/notices.settings-changed", value: "{brand} wishes you a good day" },
    );
    expect(status).toBe(200);
    nextWindow();
    const before = [OWNER, BY_NUMBER].map((address) => inboxOf(address).length);
    await set({ path: "limits.originPerHour", value: 9 });
    expect([OWNER, BY_NUMBER].map((address) => inboxOf(address).length)).toEqual(
      before.map((count) => count + 1),
    );
    for (const address of [OWNER, BY_NUMBER])
      expect(inboxOf(address)[0]).toContain("settings of Latchkey were changed");
    await takeAllBack();
  });
});

describe("users, while e-mail is closed live", () => {
  it("get no code, and are told of what happens to their account all the same", async () => {
    const customer = { recipient: "anna@example.com", customerId: "closed-1" };
    await service.post("/_local/customers", customer);
    await set({ path: "channels.email.enabled", value: false });
    expect((await service.post("/otp/request", { recipient: customer.recipient })).status).toBe(403);
    const added = await act(service, "contacts-add", {
      ...{ customer: customer.customerId, as: "id", recipient: "second@example.com" },
    });
    expect(added.body).toMatchObject({ outcome: "added", counts: { told: 1 } });
    await service.settled();
    expect(inboxOf(customer.recipient)[0]).toContain("An address or number was added");
    nextWindow();
    const csv = "id,email\nclosed-1,imported@example.com";
    const imported = await act(service, "customers-import", {
      ...{ csv, import: newActId(randomBytes, service.clock.now()) },
    });
    expect(imported.body).toMatchObject({ outcome: "imported", counts: { registered: 1, told: 2 } });
    await service.settled();
    expect(inboxOf(customer.recipient)).toHaveLength(2);
    await takeAllBack();
  });

  it("are sent no SMS while SMS are closed: these cost money", async () => {
    const recipient = "+4915123456700";
    await service.post("/_local/customers", { recipient, customerId: "closed-2" });
    await set({ path: "channels.sms.enabled", value: false });
    const added = await act(service, "contacts-add", {
      ...{ customer: "closed-2", as: "id", recipient: "third@example.com" },
    });
    expect(added.body).toMatchObject({ outcome: "added", counts: { told: 0 } });
    await service.settled();
    expect(inboxOf(recipient)).toEqual([]);
    await takeAllBack();
  });
});
