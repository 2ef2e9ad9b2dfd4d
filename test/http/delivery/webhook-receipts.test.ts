import { describe, expect, it } from "@jest/globals";
import { providerCredentials } from "../../../functions/delivery/credentials.ts";
import { webhookProvider } from "../../../functions/delivery/providers/webhook.ts";
import type { SendReference } from "../../../functions/domain/receipt.ts";
import type { RecipientKey } from "../../../functions/domain/recipient.ts";
import { startHttpEndpoint } from "../../support/http-endpoint.ts";
import { ofOrder, startReported } from "../../support/reported.ts";
import { signedByGateway, WEBHOOK_SECRET, webhookReport } from "../../support/signed-reports.ts";
import { START, startTestService, type TestService, testSettings } from "../../support/service.ts";
import { toldProvider } from "../../support/undelivered.ts";

const PATH = "/otp/receipts/webhook";

let service: TestService;

/** A service whose gateway has taken a message. */
async function sent() {
  const gateway = await startHttpEndpoint();
  gateway.answer = () => ({ status: 204 });
  const credentials = providerCredentials(
    () => Promise.resolve(JSON.stringify({ webhook: { secret: WEBHOOK_SECRET } })),
    () => START,
  );
  const provider = webhookProvider({ use: "webhook", url: gateway.url }, { credentials, clock: () => START });
  const named = { use: "webhook", url: "https://messages.example.com/send" };
  const started = await startReported(
    { ...toldProvider("webhook"), provider },
    { settings: testSettings({ channels: { sms: { providers: [named] } } }), credentials },
  );
  service = started.service;
  const { challengeId } = await started.request("+14155550123");
  await started.deliver(...started.orders);
  const { data } = JSON.parse(gateway.requests[0]?.body ?? "") as { readonly data: { reference: string } };
  return { ...started, challengeId, reference: data.reference, of: ofOrder(started.orders[0]!) };
}

const post = (report: unknown, at = START) => {
  const body = typeof report === "string" ? report : JSON.stringify(report);
  return service.post(PATH, body, signedByGateway(body, at));
};

describe("what the owner's gateway says of a message", () => {
  it("names it by what came with the message, in which there is no address", async () => {
    const { challengeId, reference, state } = await sent();
    expect(reference).not.toMatch(/4155550123|@/);
    const report = { type: "message.status", data: { reference, status: "delivered" } };
    expect((await post(report)).status).toBe(204);
    expect(await state(challengeId)).toBe("delivered");
  });

  it("is told to the holder of the challenge, forward only, and as often as it comes", async () => {
    const { challengeId, of, state } = await sent();
    const seen: string[] = [];
    for (const status of ["sent", "delayed", "failed", "delayed", "delivered", "delivered", "complained"]) {
      expect((await post(webhookReport(status, of))).status).toBe(204);
      seen.push(await state(challengeId));
    }
    expect(seen).toEqual([
      ...["sent", "delayed", "failed", "failed"],
      ...["delivered", "delivered", "complained"],
    ]);
  });

  it("keeps messages away from an address that bounced", async () => {
    const { of } = await sent();
    await post(webhookReport("bounced", of, { reason: "no-such-number" }));
    expect(await service.services.storage.suppressions.read(of.recipientKey, START)).toMatchObject({
      reason: "bounce",
    });
  });

  it("may say that its account is refused, which the owner is told", async () => {
    const { of } = await sent();
    await post(webhookReport("failed", of, { reason: "account-unpaid" }));
    expect(service.observed).toContainEqual({
      event: "provider-account",
      fields: { provider: "webhook", reason: "account-unpaid" },
    });
  });

  it("is taken without a word where it is of no message here, or says nothing that is known", async () => {
    const { challengeId, of, reference, state } = await sent();
    const foreign: SendReference = { ...of, recipientKey: "A".repeat(22) as RecipientKey };
    const data = { reference, status: "delivered" };
    const ignored = [
      ...[null, [], 7, "text", {}, { type: "message.status" }, { type: "message.status", data: null }],
      ...[{ type: "other", data }, webhookReport("delivered", foreign), webhookReport("queued", of)],
      ...[webhookReport("__proto__", of), webhookReport("delivered", { ...of, send: 100 })],
      { type: "message.status", data: { ...data, reference: `${reference}.1` } },
      { type: "message.status", data: { ...data, reference: "+14155550123" } },
    ];
    for (const report of ignored) expect((await post(JSON.stringify(report))).status).toBe(204);
    expect(await state(challengeId)).toBe("sent");
  });
});

describe("what only says that it comes from the owner's gateway", () => {
  it("is refused, and changes nothing", async () => {
    const { challengeId, of, state } = await sent();
    const body = JSON.stringify(webhookReport("delivered", of));
    const headers = signedByGateway(body, START);
    const { "webhook-signature": signature = "" } = headers;
    const other = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
    const forged: [body: string, headers: Record<string, string>][] = [
      [body, {}],
      [body, { ...headers, "webhook-id": "msg_2" }],
      [body, { ...headers, "webhook-id": "" }],
      [body, { ...headers, "webhook-timestamp": String(START + 1) }],
      [body, { ...headers, "webhook-signature": "v1," }],
      [body, { ...headers, "webhook-signature": signature.replace("v1,", "v2,") }],
      [body, { ...headers, "webhook-signature": signature.replace("v1,", "") }],
      [body, signedByGateway(body, START, other)],
      [` ${body}`, headers],
      [body.replace("delivered", "complained"), headers],
      [body, signedByGateway(body, START - 301)],
      [body, signedByGateway(body, START + 301)],
    ];
    for (const [text, sentHeaders] of forged)
      expect((await service.post(PATH, text, sentHeaders)).status).toBe(403);
    expect(await state(challengeId)).toBe("sent");
  });

  it("is believed with one good signature among several, as while a secret is changed", async () => {
    const { challengeId, of, state } = await sent();
    const body = JSON.stringify(webhookReport("delivered", of));
    const headers = signedByGateway(body, START - 300);
    const several = {
      ...headers,
      "webhook-signature": `v1a,x v1,AAAA ${headers["webhook-signature"] ?? ""}`,
    };
    expect((await service.post(PATH, body, several)).status).toBe(204);
    expect(await state(challengeId)).toBe("delivered");
  });

  it("is not read when it is longer than any report", async () => {
    const { of } = await sent();
    expect((await post(webhookReport("delivered", of, { more: "x".repeat(17_000) }))).status).toBe(413);
  });

  it("finds nothing where no gateway carries a channel", async () => {
    service = await startTestService();
    expect((await post({})).status).toBe(404);
  });
});
