import { describe, expect, it } from "@jest/globals";
import type { Services } from "../../../functions/compose/base.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { startUndelivered, toldProvider } from "../../support/undelivered.ts";

let service: TestService;

async function undelivered(over: Partial<Services> = {}) {
  const started = await startUndelivered(over);
  service = started.service;
  return started;
}

describe("a number's other channel", () => {
  const both = { channels: { whatsapp: { enabled: true, providers: ["inbox"] } } };
  const sentTo = async (recipient: string) => {
    const answer = await service.get(`/_local/inbox?recipient=${encodeURIComponent(recipient)}`);
    return (answer.body as unknown as { channel: string; text: string }[]).map(({ channel, text }) => ({
      channel,
      code: /\d{6}/.exec(text)?.[0],
    }));
  };

  it("carries the same passcode when the holder asks for it", async () => {
    service = await startTestService(both);
    const { challengeId, code } = await service.challenge("+14155550123");
    service.clock.advance(30);
    const resent = await service.post("/otp/resend", { challengeId, channel: "whatsapp" });
    expect(resent).toMatchObject({ status: 202, body: { channel: "whatsapp", challengeId } });
    await service.settled();
    expect(await sentTo("+14155550123")).toEqual([
      { channel: "whatsapp", code },
      { channel: "sms", code },
    ]);
    const { body } = await service.post("/otp/verify", { challengeId, code });
    expect(body.status).toBe("approved");
  });

  it("is no way out of an e-mail challenge, nor where the owner does not offer it", async () => {
    service = await startTestService(both);
    const mail = await service.challenge("anna@example.com");
    service.clock.advance(30);
    expect(await service.post("/otp/resend", { ...mail, code: undefined, channel: "sms" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "channel" }] },
    });
    service = await startTestService();
    const text = await service.challenge("+14155550123");
    service.clock.advance(30);
    const refused = await service.post("/otp/resend", { challengeId: text.challengeId, channel: "whatsapp" });
    expect(refused).toMatchObject({ status: 403, body: { type: "urn:latchkey:problem:channel-disabled" } });
  });
});

describe("a provider for some countries", () => {
  const told = (name: string, countries?: readonly string[]) => {
    const { provider, sent } = toldProvider(name);
    return { provider: { ...provider, countries }, sent };
  };

  it("carries SMS to these, and the next one carries the others", async () => {
    const [german, other] = [told("german", ["DE"]), told("other")];
    const { orders, request, deliver } = await undelivered({
      providers: { email: [], sms: [german.provider, other.provider], whatsapp: [] },
    });
    await request("+4915123456789");
    await request("+14155550123");
    expect(await deliver(...orders)).toEqual([]);
    expect(german.sent.map(({ address }) => address)).toEqual(["+4915123456789"]);
    expect(other.sent.map(({ address }) => address)).toEqual(["+14155550123"]);
  });

  it("leaves an SMS to any other country failed, which its status says", async () => {
    const { orders, request, deliver, status } = await undelivered({
      providers: { email: [], sms: [told("german", ["DE"]).provider], whatsapp: [] },
    });
    const { challengeId } = await request("+14155550123");
    expect(await deliver(...orders)).toEqual([]);
    expect(await status(challengeId)).toEqual({ state: "failed", cause: "service" });
  });
});
