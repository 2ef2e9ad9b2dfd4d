import { createHmac, timingSafeEqual } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { LOCAL_WEBHOOK_SECRET } from "../../../bin/local/events.ts";
import { listDeliveries } from "../../../functions/flows/list-deliveries.ts";
import { resendEvent, testReceiver } from "../../../functions/flows/resend-event.ts";
import { poster } from "../../../functions/outbound/post.ts";
import { eventually } from "../../support/eventually.ts";
import {
  closesSocket,
  type EventReceiver,
  hangs,
  says,
  startEventReceiver,
} from "../../support/event-receiver.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let billing: EventReceiver;
let crm: EventReceiver;

beforeAll(async () => {
  [billing, crm] = [await startEventReceiver(), await startEventReceiver()];
  service = await startTestService(
    {
      events: {
        bus: "default",
        webhooks: [
          { id: "billing", url: billing.url },
          { id: "crm", url: crm.url, events: ["session.ended", "security.*"] },
        ],
      },
    },
    { override: () => ({ post: poster({ nearby: true, timeoutMilliseconds: 200 }) }) },
  );
});
beforeEach(() => {
  for (const receiver of [billing, crm]) receiver.answers(says(204));
});

/** Sends a receiver an event. @returns its id */
const tryOut = async (receiver = "billing") => {
  const result = await testReceiver(service.services, receiver);
  await service.settled();
  return result.kind === "ordered" ? (result.eventIds[0] ?? "") : "";
};
const deliveriesOf = async (receiver: string) => {
  const all = await listDeliveries(service.services);
  return all.find((one) => one.receiver === receiver);
};
const deliveryOf = async (id: string, receiver = "billing") =>
  (await deliveriesOf(receiver))?.deliveries.find(({ event }) => event.id === id);
const audited = (id: string) =>
  service.observed.flatMap(({ event, fields }) =>
    event === "tell-event" && (fields as { id: string }).id === id ? [fields] : [],
  );

describe("a receiver", () => {
  it("is called with what Standard Webhooks asks for, and can check it by two implementations", async () => {
    const id = await tryOut();
    const [call] = billing.told;
    expect(call).toMatchObject({
      method: "POST",
      path: "/events",
      headers: { "content-type": "application/json", "webhook-id": id },
    });
    const headers = Object.fromEntries(
      ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [
        name,
        String(call?.headers[name]),
      ]),
    );
    expect(headers["webhook-timestamp"]).toBe(String(service.clock.now()));
    // By the specification's words, and no library.
    const key = Buffer.from(LOCAL_WEBHOOK_SECRET.slice("whsec_".length), "base64");
    const signed = `${id}.${headers["webhook-timestamp"] ?? ""}.${call?.body ?? ""}`;
    const expected = createHmac("sha256", key).update(signed).digest();
    const [version, shown = ""] = (headers["webhook-signature"] ?? "").split(",");
    expect([version, timingSafeEqual(Buffer.from(shown, "base64"), expected)]).toEqual(["v1", true]);
    // By the library, whose clock is the system's.
    const library = new Webhook(LOCAL_WEBHOOK_SECRET);
    const at = new Date(Number(headers["webhook-timestamp"]) * 1000);
    expect(library.sign(id, at, call?.body ?? "")).toBe(headers["webhook-signature"]);
  });

  it("is told what it asked for, and a bus is told all", async () => {
    const { body } = await service.post("/otp/verify", await service.challenge("wanted@example.com"));
    await service.post("/otp/logout", {}, { authorization: `Bearer ${String(body.sessionToken)}` });
    await service.settled();
    const types = ["delivery.changed", "challenge.approved", "session.ended"];
    expect([...billing.types()].sort()).toEqual([...types].sort());
    expect(crm.types()).toEqual(["session.ended"]);
    expect(crm.told[0]?.event.id).toBe(billing.of("session.ended")[0]?.id);
    const onBus = (await deliveriesOf("bus"))?.deliveries.map(({ event }) => event.type) ?? [];
    expect(onBus.slice(0, 3).sort()).toEqual([...types].sort());
  });

  it("is told once more under the same id, with the same body, when it answers 500", async () => {
    billing.answers(says(500), says(200));
    const id = await tryOut();
    expect(await deliveryOf(id)).toMatchObject({ tries: 1, answer: "500" });
    await eventually(
      () => billing.told.length,
      (calls) => calls === 2,
    );
    await service.settled();
    expect(billing.told.map(({ body, headers }) => [headers["webhook-id"], body])).toEqual([
      [id, billing.told[0]?.body],
      [id, billing.told[0]?.body],
    ]);
    expect(await deliveryOf(id)).toMatchObject({ tries: 2, answer: "200", deliveredAt: service.clock.now() });
    expect(audited(id)).toEqual([
      expect.objectContaining({ outcome: "again", reason: "500", tries: 1 }),
      expect.objectContaining({ outcome: "taken", tries: 2 }),
    ]);
  });

  it.each([
    ["timeout", hangs],
    ["unreachable", closesSocket],
    ["401", says(401)],
    ["404", says(404)],
    ["429", says(429)],
  ])("is told once more after %s", async (answer, first) => {
    billing.answers(first, says(204));
    const id = await tryOut();
    expect(await deliveryOf(id)).toMatchObject({ tries: 1, answer });
    await eventually(
      () => billing.told.length,
      (calls) => calls === 2,
    );
    await service.settled();
    expect(await deliveryOf(id)).toMatchObject({ tries: 2, answer: "204" });
  });

  it.each([301, 302, 303, 307, 308])("is not followed where it redirects: %i", async (status) => {
    billing.answers(says(status, { location: crm.url }), says(204));
    const id = await tryOut();
    expect(await deliveryOf(id)).toMatchObject({ answer: String(status) });
    expect(crm.told).toEqual([]);
    await eventually(
      () => billing.told.length,
      (calls) => calls === 2,
    );
    await service.settled();
  });

  it("is told nothing for a day when it says that it is gone, and its owner learns of it", async () => {
    billing.answers(says(410));
    const id = await tryOut();
    expect(await deliveryOf(id)).toMatchObject({ tries: 1, answer: "410" });
    expect(audited(id)).toEqual([expect.objectContaining({ outcome: "gone" })]);
    expect(service.observed).toContainEqual({ event: "measured GoneReceivers", fields: { value: 1 } });
    expect((await deliveriesOf("billing"))?.offUntil).toBe(service.clock.now() + 86_400);
    billing.answers(says(204));
    await service.challenge("gone@example.com");
    await service.settled();
    expect(billing.told).toEqual([]);
    const missed = (await deliveriesOf("billing"))?.deliveries.find(({ answer }) => answer === "off");
    expect(missed?.event.type).toBe("delivery.changed");
    // An admin says that it is back, and has it told what it missed.
    const again = await resendEvent(service.services, "billing", "missed");
    expect(again).toMatchObject({ kind: "ordered" });
    await service.settled();
    expect(billing.types()).toContain("delivery.changed");
    expect((await deliveriesOf("billing"))?.offUntil).toBeUndefined();
  });

  it("is told again after the day", async () => {
    billing.answers(says(410));
    await tryOut();
    service.clock.advance(86_401);
    billing.answers(says(204));
    await service.challenge("back@example.com");
    await service.settled();
    expect(billing.types()).toEqual(["delivery.changed"]);
  });
});

describe("a receiver that hangs", () => {
  it("does not hold up another one", async () => {
    billing.answers(hangs);
    for (let index = 0; index < 4; index++) await testReceiver(service.services, "billing");
    await testReceiver(service.services, "crm");
    await eventually(
      () => crm.told.length,
      (calls) => calls === 1,
    );
    expect(crm.types()).toEqual(["test.sent"]);
    billing.answers(says(204));
    await eventually(
      () => billing.told.length,
      (calls) => calls >= 4,
    );
    await service.settled();
  });
});

describe("an event that an admin wants told once more", () => {
  it("keeps its id and its body", async () => {
    const id = await tryOut();
    const [first] = billing.told;
    expect(await resendEvent(service.services, "billing", id)).toEqual({ kind: "ordered", eventIds: [id] });
    await service.settled();
    expect(billing.told.map(({ body }) => body)).toEqual([first?.body, first?.body]);
    expect(await deliveryOf(id)).toMatchObject({ tries: 2, answer: "204" });
  });

  it("has to be one of its last", async () => {
    expect(await resendEvent(service.services, "billing", "evt_none")).toEqual({ kind: "unknown-event" });
    expect(await resendEvent(service.services, "nobody", "evt_none")).toEqual({ kind: "unknown-receiver" });
  });
});

describe("an owner who asked for nothing", () => {
  it("has nothing told, written or asked", async () => {
    const quiet = await startTestService();
    await quiet.post("/otp/verify", await quiet.challenge("quiet@example.com"));
    await quiet.settled();
    expect(await listDeliveries(quiet.services)).toEqual([]);
    const items = JSON.parse((await quiet.get("/_local/items")).text) as { pk: string }[];
    expect(items.filter(({ pk }) => pk.startsWith("deliveries#"))).toEqual([]);
    expect(quiet.observed.filter(({ event }) => event === "tell-event")).toEqual([]);
  });
});
