import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { LOCAL_SERVER_KEY } from "../../../bin/local/front.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const CALLS = {
  channels: { voice: { enabled: true, providers: ["inbox"] }, sms: { countries: ["US", "GB", "DE"] } },
};
const FIXED_LINE = "+442079460018";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(CALLS);
});

const ask = async (recipient: string, more: object = {}) => {
  const { status, body } = await service.post("/otp/request", { recipient, ...more });
  await service.settled();
  return { status, body, challengeId: String(body.challengeId) };
};
const said = (recipient: string) => service.inbox.list(recipient);
const codeIn = (text = "") => /\d{6}/.exec(text)?.[0] ?? "";

describe("a code by phone call", () => {
  it("goes to a fixed line, which no SMS goes to, and proves a call", async () => {
    expect(await ask(FIXED_LINE)).toMatchObject({ status: 400 });
    expect(await ask("020 7946 0018", { channel: "sms", country: "GB" })).toMatchObject({ status: 400 });
    const { challengeId, body } = await ask(FIXED_LINE, { channel: "voice" });
    expect(body).toMatchObject({ channel: "voice", codeLength: 6 });
    const [call] = said(FIXED_LINE);
    expect(call).toMatchObject({ channel: "voice" });
    expect(call?.text).toMatch(/^This is Latchkey. Your code is: \d{6}\. Never tell it/);
    const code = codeIn(call?.text);
    const right = await service.post("/otp/verify", { challengeId, code });
    expect(right.body.status).toBe("approved");
    expect(decodeJwt(String(right.body.token)).amr).toEqual(["otp", "tel"]);
  });

  it("goes to a mobile as well, in place of an SMS that did not come, with the same code", async () => {
    const mobile = "+14155550131";
    const { challengeId } = await ask(mobile, { channel: "sms" });
    service.clock.advance(30);
    const resent = await service.post("/otp/resend", { challengeId, channel: "voice" });
    expect(resent).toMatchObject({ status: 202, body: { channel: "voice" } });
    await service.settled();
    const [call, sms] = said(mobile);
    expect([call?.channel, sms?.channel]).toEqual(["voice", "sms"]);
    const code = codeIn(sms?.text);
    expect(codeIn(call?.text)).toBe(code);
    const right = await service.post("/otp/verify", { challengeId, code });
    expect(decodeJwt(String(right.body.token)).amr).toEqual(["otp"]);
  });

  it("is refused to a number that earns with it, in words of its own", async () => {
    expect(await ask("+44 909 879 0000", { channel: "voice" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "recipient", message: "Enter another number: we do not call this one." }] },
    });
  });

  it("goes to the countries that SMS go to, and to no other", async () => {
    expect(await ask("+33 1 42 68 53 00", { channel: "voice" })).toMatchObject({
      status: 403,
      body: { type: "urn:latchkey:problem:recipient-not-allowed" },
    });
  });

  it("is not made where the owner does not offer it", async () => {
    const without = await startTestService();
    const { status, body } = await without.post("/otp/request", { recipient: FIXED_LINE, channel: "voice" });
    expect([status, body.type]).toEqual([403, "urn:latchkey:problem:channel-disabled"]);
  });

  it("is a strong code where one is due, in the words of the language", async () => {
    const strong = await startTestService({ ...CALLS, limits: { strong: "always" } });
    const formats = { codeFormats: ["digits", "base32"] };
    const { body } = await strong.post("/otp/request", {
      recipient: FIXED_LINE,
      channel: "voice",
      ...formats,
    });
    await strong.settled();
    expect(body).toMatchObject({ codeFormat: "base32", codeLength: 13 });
    const [call] = strong.inbox.list(FIXED_LINE);
    const [code = ""] = /[0-9A-Z]{13}/.exec(call?.text ?? "") ?? [];
    const right = await strong.post("/otp/verify", { challengeId: body.challengeId, code });
    expect(right.body.status).toBe("approved");
  });
});

describe("the answer to a request", () => {
  it("names the ways that are left, and how the number was read, to who typed it", async () => {
    const { challengeId, body } = await ask("020 7946 0019", { channel: "voice", country: "GB" });
    const read = { readAs: "+44 20 7946 0019", country: "GB" };
    expect(body).toMatchObject({ ...read, recipient: "+**********19", otherChannels: [] });
    service.clock.advance(30);
    const again = await service.post("/otp/resend", { challengeId });
    expect(again.body).toMatchObject({ recipient: "+**********19", otherChannels: [] });
    expect(again.body).not.toHaveProperty("readAs");
    const mobile = await ask("4155550133", { channel: "sms" });
    expect(mobile.body).toMatchObject({ readAs: "+1 415 555 0133", country: "US", otherChannels: ["voice"] });
    service.clock.advance(30);
    const { challengeId: other } = mobile;
    const called = await service.post("/otp/resend", { challengeId: other, channel: "voice" });
    expect(called.body).toMatchObject({ channel: "voice", otherChannels: ["sms"] });
    const { body: mail } = await ask("otherways@example.com");
    expect(mail).toMatchObject({ otherChannels: [] });
    expect(mail).not.toHaveProperty("readAs");
  });
});

describe("an SMS that is asked for in place of a call to a fixed line", () => {
  it("is refused with the field, and costs no send", async () => {
    const { body } = await service.post("/otp/request", { recipient: FIXED_LINE, channel: "voice" });
    service.clock.advance(30);
    const { challengeId } = body;
    const again = await service.post("/otp/resend", { challengeId, channel: "sms" });
    expect(again.body).toMatchObject({
      status: 400,
      errors: [{ path: "channel", message: "This number takes calls and no messages." }],
    });
    expect((await service.post("/otp/resend", { challengeId, channel: "voice" })).status).toBe(202);
  });
});

describe("a call that confirms a payment", () => {
  it("says what is paid, and to whom", async () => {
    const transaction = { amount: "EUR 12.50", payee: "Northwind Energy" };
    const body = {
      ...{ recipient: "+14155550132", channel: "voice", purpose: "confirm-transaction", transaction },
      clientIp: "192.0.2.7",
    };
    const asked = await service.post("/server/otp/request", body, { "x-api-key": LOCAL_SERVER_KEY });
    await service.settled();
    expect(asked.status).toBe(202);
    const [call] = said("+14155550132");
    expect(call?.text).toContain("With this code you pay EUR 12.50 to Northwind Energy.");
  });
});
