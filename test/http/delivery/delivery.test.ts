import { describe, expect, it } from "@jest/globals";
import type { SQSEvent } from "aws-lambda";
import type { Message, SendOrder } from "../../../functions/delivery/port.ts";
import { create as deliverCode } from "../../../functions/handlers/deliver-code.ts";
import type { Services } from "../../../functions/compose/base.ts";
import { aChallenge } from "../../support/challenge.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { startUndelivered, toldProvider } from "../../support/undelivered.ts";

let service: TestService;

async function undelivered(over: Partial<Services> = {}) {
  const started = await startUndelivered(over);
  service = started.service;
  return started;
}

const carries = (message: Message | undefined, code: string) => expect(message?.text).toContain(code);

describe("a send", () => {
  it("is ordered once by a request and once by each resend, and delivered once however often it is ordered", async () => {
    const { provider, sent } = toldProvider("one");
    const { orders, request, deliver, status } = await undelivered({
      providers: { email: [provider], sms: [], whatsapp: [] },
    });
    const { challengeId, code } = await request();
    expect(orders).toMatchObject([{ send: 1 }]);
    expect(await status(challengeId)).toEqual({ state: "queued" });
    const [order] = orders as [SendOrder];
    expect(await deliver(order)).toEqual([]);
    expect(await deliver(order)).toEqual([]);
    expect(sent).toHaveLength(1);
    carries(sent[0], code);
    expect(await status(challengeId)).toEqual({ state: "sent" });

    service.clock.advance(30);
    await service.post("/otp/resend", { challengeId });
    await service.settled();
    expect(orders).toMatchObject([{ send: 1 }, { send: 2 }]);
    expect(await deliver(...orders)).toEqual([]);
    expect(sent).toHaveLength(2);
    carries(sent[1], code);
  });

  it("goes to the next provider on a passing fault, and not on one that stays", async () => {
    const [first, second] = [toldProvider("first"), toldProvider("second")];
    const { orders, request, deliver, status } = await undelivered({
      providers: { email: [first.provider, second.provider], sms: [], whatsapp: [] },
    });
    first.plan.push("transient", "permanent");
    const { code } = await request("one@example.com");
    const refused = await request("two@example.com");
    expect(await deliver(orders[0]!)).toEqual([]);
    carries(second.sent[0], code);
    expect(await deliver(orders[1]!)).toEqual([]);
    expect(second.sent).toHaveLength(1);
    expect(await status(refused.challengeId)).toEqual({ state: "failed" });
  });

  it("comes back after a passing fault of every provider, and is delayed meanwhile", async () => {
    const { provider, sent, plan } = toldProvider("one");
    const { orders, request, deliver, status } = await undelivered({
      providers: { email: [provider], sms: [], whatsapp: [] },
    });
    plan.push("transient", "transient");
    const { challengeId, code } = await request();
    expect(await deliver(orders[0]!)).toEqual(["m0"]);
    expect(await status(challengeId)).toEqual({ state: "delayed" });
    expect(await deliver(orders[0]!)).toEqual(["m0"]);
    expect(await deliver(orders[0]!)).toEqual([]);
    carries(sent[0], code);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });

  it("is failed for good when too little of the code's life is left, and says so until an operator looks", async () => {
    const { provider, sent, plan } = toldProvider("one");
    const { orders, request, deliver, status } = await undelivered({
      providers: { email: [provider], sms: [], whatsapp: [] },
    });
    plan.push("transient");
    const { challengeId } = await request();
    expect(await deliver(orders[0]!)).toEqual(["m0"]);
    service.clock.advance(270);
    expect(await deliver(orders[0]!)).toEqual(["m0"]);
    expect(await deliver(orders[0]!)).toEqual(["m0"]);
    expect(sent).toEqual([]);
    expect(await status(challengeId)).toEqual({ state: "failed", cause: "service" });
  });

  it("is not made for a challenge that is over", async () => {
    const { provider, sent } = toldProvider("one");
    const { orders, request, deliver } = await undelivered({
      providers: { email: [provider], sms: [], whatsapp: [] },
    });
    const { challengeId, code } = await request();
    await service.post("/otp/verify", { challengeId, code });
    expect(await deliver(orders[0]!)).toEqual([]);
    expect(sent).toEqual([]);
  });

  it.each([
    ["while its code lives", 0],
    ["when it comes too late", 280],
  ])("is needless for a decoy %s: nothing is sent, recorded or tried again", async (_, late) => {
    const { provider, sent } = toldProvider("one");
    const { deliver } = await undelivered({ providers: { email: [provider], sms: [], whatsapp: [] } });
    const decoy = aChallenge({ decoy: true });
    await service.services.storage.challenges.open(decoy);
    service.clock.advance(late);
    const { recipientKey, nonce, channel } = decoy;
    expect(await deliver({ recipientKey, nonce, send: 1, channel })).toEqual([]);
    expect(sent).toEqual([]);
    expect(await service.services.storage.challenges.read(decoy)).toEqual(decoy);
    expect(service.observed.filter(({ event }) => event === "deliver-code")).toMatchObject([
      { fields: { outcome: "needless" } },
    ]);
  });

  it("repeats the same code when its deliverer died after sending", async () => {
    const { provider, sent } = toldProvider("one");
    const { orders, request, deliver } = await undelivered({
      providers: { email: [provider], sms: [], whatsapp: [] },
    });
    const { code } = await request();
    const dying = deliverCode({
      ...service.services,
      storage: {
        ...service.services.storage,
        sends: {
          ...service.services.storage.sends,
          settle: () => Promise.reject(new Error("the process is gone")),
        },
      },
    });
    const record = { messageId: "m0", body: JSON.stringify(orders[0]), attributes: {} };
    await dying({ Records: [record] } as unknown as SQSEvent);
    expect(sent).toHaveLength(1);
    expect(await deliver(orders[0]!)).toEqual(["m0"]);
    service.clock.advance(30);
    expect(await deliver(orders[0]!)).toEqual([]);
    expect(sent).toHaveLength(2);
    for (const message of sent) carries(message, code);
    expect(await deliver(orders[0]!)).toEqual([]);
  });

  it("is made for each of a batch, although one of them fails", async () => {
    const { provider, sent, plan } = toldProvider("one");
    const { orders, request, deliver } = await undelivered({
      providers: { email: [provider], sms: [], whatsapp: [] },
    });
    for (const name of ["a", "b", "c"]) await request(`${name}@example.com`);
    plan.push("sent", "transient");
    expect(await deliver(...orders)).toHaveLength(1);
    expect(sent).toHaveLength(2);
  });
});

describe("an outage", () => {
  const outage = (channel: string, mode: string) => service.post("/_local/outage", { channel, mode });

  it("delays a code, never loses it, and holds up no other channel", async () => {
    service = await startTestService();
    await outage("email", "transient");
    const { body } = await service.post("/otp/request", { recipient: "anna@example.com" });
    const challengeId = String(body.challengeId);
    await service.challenge("+14155550123");
    expect(service.inbox.list("anna@example.com")).toEqual([]);
    expect((await service.post("/otp/status", { challengeId })).body.delivery).toEqual({
      state: "delayed",
    });
    await outage("email", "none");
    await eventually(
      () => service.inbox.list("anna@example.com"),
      (messages) => messages.length > 0,
    );
    const code = service.code("anna@example.com");
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });

  it("that stays is told to the holder of the challenge", async () => {
    service = await startTestService();
    await outage("sms", "permanent");
    const { body } = await service.post("/otp/request", { recipient: "+14155550123" });
    await service.settled();
    expect((await service.post("/otp/status", { challengeId: body.challengeId })).body.delivery).toEqual({
      state: "failed",
    });
  });
});
