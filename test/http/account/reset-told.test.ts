import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import type { SendQueue } from "../../../functions/delivery/port.ts";
import { resetNoticeId } from "../../../functions/domain/notice.ts";
import { deliverNotice } from "../../../functions/flows/deliver-notice.ts";
import { accountOf } from "../../support/account-user.ts";
import { eventually } from "../../support/eventually.ts";
import { noticesOf } from "../../support/notices.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";
import { LOSABLE, resetsOf } from "../../support/resets.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { tableItems } from "../../support/table-items.ts";

const DAY = 86_400;

let service: TestService;
/** Another one, whose calls to the table break off. */
let proxied: ProxiedService;
/** So many orders are put on the queue until it fails; undefined while it is well. */
let room: number | undefined;
beforeAll(async () => {
  proxied = await startProxiedService(LOSABLE);
  service = await startTestService(LOSABLE, {
    override: ({ queue }) => {
      const failing: SendQueue = {
        ...queue,
        async enqueue(channel, orders) {
          if (room === 0) throw new Error("the queue is down");
          if (room !== undefined) room -= 1;
          await queue.enqueue(channel, orders);
        },
      };
      return { queue: failing };
    },
  });
});
const { signInWith } = accountOf(() => service);
const { customer, steps, resetOf, reset, cancel, linkIn, keep, placeOf, keyOf } = resetsOf(() => service);
const desk = resetsOf(() => proxied);
const mail = noticesOf(() => proxied);
const { notices } = noticesOf(() => service);

const outage = (mode: string) => service.post("/_local/outage", { channel: "email", mode });
const told = async (address: string) =>
  (await notices(address)).filter(({ subject }) => subject.startsWith("The second steps")).length;

/** What waits in the queue after an outage comes by the system's timers, which `settled` does not wait for. */
const toldSoon = (address: string, times: number) =>
  eventually(
    () => told(address),
    (seen) => seen >= times,
  );

/** The order of the notice of a customer's newest reset, as the queue brings it. */
async function orderOf(id: string, address: string) {
  const { factors } = service.services.storage;
  const found = await factors.read(await placeOf(id), service.clock.now());
  const nonce = resetNoticeId(found?.reset?.id ?? "");
  return { nonce, send: 1, channel: "email", notice: true, recipientKey: await keyOf(address) } as const;
}

async function noticeItem({ recipientKey, nonce }: Awaited<ReturnType<typeof orderOf>>) {
  const items = tableItems(service.database.client, LOCAL_TABLE);
  return items.get(`recipient#${recipientKey}`, `notice#${nonce}`);
}

describe("a reset that contacts were not told of", () => {
  it("is told when it is asked for again, where the queue had a fault", async () => {
    const { id, email, other } = await customer();
    await service.settled();
    room = 0;
    expect((await reset(id)).status).toBe(500);
    room = undefined;
    expect(await resetOf(id)).not.toHaveProperty("resetAt");
    expect((await reset(id)).body).toMatchObject({ outcome: "asked", hours: 24 });
    expect([await told(email), await told(other)]).toEqual([1, 1]);
    expect(await resetOf(id)).toHaveProperty("resetAt");
    expect((await reset(id)).body).toEqual({ outcome: "pending" });
    expect((await keep(linkIn(other) ?? "")).status).toBe(204);
    expect(await resetOf(id)).toHaveProperty("canceledAt");
  });

  it("has one link, whichever asking brought it, and one message to each contact", async () => {
    const { id, email, other } = await customer();
    await service.settled();
    await outage("transient");
    room = 1;
    await reset(id);
    room = undefined;
    expect((await reset(id)).body).toMatchObject({ outcome: "asked" });
    await outage("none");
    service.clock.advance(3600);
    await reset(id);
    expect([await toldSoon(email, 1), await toldSoon(other, 1)]).toEqual([1, 1]);
    expect(linkIn(email)).toBe(linkIn(other));
    expect((await keep(linkIn(email) ?? "")).status).toBe(204);
    const lines = service.observed.filter(({ event }) => event === "reset-factors");
    expect(lines.at(-1)?.fields).toMatchObject({ outcome: "done", again: true });
  });

  it("is told as the owner who asked for it says, and not by an admin who asks after", async () => {
    const { id, email, other, user } = await customer();
    await reset(id);
    await signInWith(email, "totp", user.shows);
    const before = await told(email);
    await outage("transient");
    await reset(id, { owner: true, leaveOut: [email] });
    await outage("none");
    expect((await reset(id)).body).toEqual({ outcome: "pending" });
    const again = await reset(id, { owner: true, leaveOut: [email] });
    expect(again.body).toMatchObject({ told: [expect.stringMatching(/^a\*\*\*@/)] });
    expect(await toldSoon(other, before + 1)).toBe(before + 1);
    expect(await told(email)).toBe(before);
    expect(await resetOf(id)).toMatchObject({ byOwner: true, resetAt: expect.any(String) });
  });

  it.each([1, 2, 3, 4, 5, 6, 7])("is whole after a crash before call %i", async (call) => {
    const { proxy } = proxied;
    const { id, email, other } = await desk.customer(`crash-${call}`);
    await proxied.settled();
    proxy.reset();
    proxy.crashBefore(call);
    const body = { customer: id, by: "bo", evidence: "showed a passport" };
    await proxied.post("/_local/desk/reset-factors", body);
    proxy.reset();
    // Also where the first message went out, and the second did not: that one is in the queue.
    await desk.reset(id);
    const texts = await Promise.all([email, other].map((address) => mail.notices(address)));
    expect(texts.flat().filter(({ text }) => text.includes("keep-factors")).length).toBeGreaterThan(0);
    proxied.clock.advance(DAY);
    expect(await desk.steps(email)).toBe(1);
  });
});

describe("a notice of a reset that is over", () => {
  const WAYS = {
    "was canceled": (id: string) => cancel(id),
    "another one has replaced": async (id: string) => {
      service.clock.advance(DAY - 1);
      await cancel(id);
      await reset(id, { owner: true });
    },
  };
  it.each(Object.entries(WAYS))("is not sent where it %s", async (_what, ends) => {
    const { id, email } = await customer();
    await outage("transient");
    await reset(id);
    const order = await orderOf(id, email);
    await ends(id);
    await outage("none");
    await service.services.queue.enqueue("email", [order]);
    // That of an owner's reset, which may be under way by now, has no link.
    const mails = await notices(email);
    expect(mails.filter(({ text }) => text.includes("keep-factors"))).toEqual([]);
    expect(await noticeItem(order)).toMatchObject({ outcome: "needless", doneAt: service.clock.now() });
    expect(await noticeItem(order)).not.toHaveProperty("resetOf");
  });

  it("is not sent where second factors are off by now, whose deliverer may not set the hour", async () => {
    const { id, email } = await customer();
    await outage("transient");
    await reset(id);
    const { services } = service;
    const settings = { ...services.settings, secondFactor: "off" } as const;
    const order = await orderOf(id, email);
    expect(await deliverNotice({ ...services, settings }, order)).toMatchObject({ kind: "needless" });
    expect(await noticeItem(order)).toMatchObject({ outcome: "needless" });
    expect(await resetOf(id)).not.toHaveProperty("resetAt");
    await outage("none");
    expect(await told(email)).toBe(0);
  });

  it("keeps its link until it is sent, and no longer", async () => {
    const { id, email } = await customer();
    await outage("transient");
    await reset(id);
    const order = await orderOf(id, email);
    const { at, ttl, resetOf: kept } = await noticeItem(order);
    expect([kept, ttl]).toMatchObject([{ token: expect.any(String) }, Number(at) + 2 * DAY]);
    await outage("none");
    await service.services.queue.enqueue("email", [order]);
    expect(await told(email)).toBe(1);
    expect(await noticeItem(order)).toMatchObject({ outcome: "sent" });
    expect(JSON.stringify(await noticeItem(order))).not.toContain(linkIn(email));
    expect(await steps(email)).toBe(2);
  });
});
